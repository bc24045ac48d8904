import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatButton, ChatPart, ChatView } from '#contracts/surface.ts'
import { sample, seed } from '#test/fault/whole.ts'
import { limits } from './limits.ts'
import { plainText, render } from './render.ts'
import type { RenderOptions, TelegramMessage } from './render.ts'
import { checkCaption, checkMarkup, checkText } from './sandbox/check-payload.ts'
import { parseHtml } from './sandbox/parse-html.ts'

/** What Telegram's own checks say; undefined: it takes the message. */
function refusalOf(message: TelegramMessage): string | undefined {
  if (message.kind === 'album') {
    const { length } = message.mediaIds
    return length < 2 || length > 10 ? `an album of ${length}` : undefined
  }
  if (message.kind === 'document') return message.name === '' ? 'a file without a name' : undefined
  const said = message.kind === 'text' ? checkText(message.html, 'HTML') : checkCaption(message.html, 'HTML')
  if ('refusal' in said) return said.refusal.description
  const markup = checkMarkup(message.keyboard.length > 0 ? { inline_keyboard: message.keyboard } : undefined)
  return 'refusal' in markup ? markup.refusal.description : undefined
}

const traps = fc.constantFrom(
  '',
  ' ',
  '\0',
  '\r\n\r\n',
  '\ud800',
  '\udc00\ud83d',
  '👩‍👩‍👧‍👦',
  '\u200b\u2060\u2800\u3164',
  '\u202e\u2066',
  '<b>&amp;</i>',
  '</pre></blockquote><a href="x">',
  '&lt;&#0;&unknown;',
  'a'.repeat(300),
  '漢字'.repeat(40),
  '@everyone /start https://x.example #tag',
  'e\u0301\u0323'.repeat(50),
  '\ufe0f\ufe0f',
)
const word = fc.oneof(
  traps,
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
/** Up to twice a limit, in one piece or many. */
const text = (max: number) =>
  fc.oneof(
    word,
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    fc
      .tuple(word, fc.integer({ min: 1, max: max * 2 }))
      .map(([one, length]) => (one || '&').repeat(Math.ceil(length / (one.length || 1))).slice(0, length)),
  )
const tone = fc.constantFrom('normal', 'good', 'warn', 'bad', 'quiet', undefined)
const button: fc.Arbitrary<ChatButton> = fc.oneof(
  fc.record({
    label: text(64),
    id: fc.oneof(fc.stringMatching(/^[\w-]{1,32}$/), fc.constantFrom('', 'a b', 'x'.repeat(65))),
    asks: fc.boolean(),
    style: fc.constantFrom('primary', 'danger'),
  }),
  fc.record({
    label: text(64),
    url: fc.oneof(
      fc.webUrl(),
      fc.constantFrom(
        'http://localhost:3000/x',
        'javascript:alert(1)',
        '',
        'https://x.example/ä ö',
        `https://x.example/${'y'.repeat(4000)}`,
        'https://',
        'https://a:b@x.example',
      ),
    ),
  }),
)
const part: fc.Arbitrary<ChatPart> = fc.oneof(
  fc.record({ kind: fc.constant('text'), text: text(limits.text) }),
  fc
    .tuple(text(limits.text), tone)
    .map(([said, with_]): ChatPart => ({ kind: 'text', text: said, ...(with_ ? { tone: with_ } : {}) })),
  fc.record({ kind: fc.constant('heading'), text: text(limits.text) }),
  fc.record({ kind: fc.constant('quote'), text: text(limits.text) }),
  fc.record({
    kind: fc.constant('fields'),
    fields: fc.array(fc.record({ label: text(100), value: text(500) }), { maxLength: limits.entities * 2 }),
  }),
  fc.record({
    kind: fc.constant('table'),
    columns: fc.array(text(40), { maxLength: 20 }),
    rows: fc.array(fc.array(text(40), { maxLength: 20 }), { maxLength: 80 }),
  }),
  fc.record({ kind: fc.constant('image'), mediaId: fc.uuid(), alt: text(limits.caption) }),
  fc.record({
    kind: fc.constant('file'),
    mediaId: fc.uuid(),
    name: text(100),
    mime: fc.constant('text/plain'),
  }),
  fc.record({ kind: fc.constant('buttons'), buttons: fc.array(button, { maxLength: limits.buttons * 2 }) }),
)
const view: fc.Arbitrary<ChatView> = fc.record({
  parts: fc.array(part, { maxLength: 14 }),
  private: fc.boolean(),
  tone: fc.constantFrom('normal', 'good', 'warn', 'bad', undefined),
})
const options: fc.Arbitrary<RenderOptions> = fc.record(
  { one: fc.boolean(), caption: fc.boolean(), pictures: fc.boolean() },
  { requiredKeys: [] },
)

test('whatever is drawn, Telegram takes it', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(view, options, (drawn, how) => {
      const messages = render(drawn, how)
      expect(messages.length).toBeGreaterThan(0)
      expect(messages.map(refusalOf).filter((one) => one !== undefined)).toEqual([])
      if (how.one) expect(messages).toHaveLength(1)
      expect(plainText(drawn).isWellFormed()).toBe(true)
    }),
    { numRuns: sample(200, 4_000), seed },
  )
})

const drawn = (...parts: ChatPart[]) => render({ parts, private: false, tone: undefined })
const said = (message: TelegramMessage | undefined) => {
  const parsed = message && 'html' in message ? parseHtml(message.html) : undefined
  return parsed && 'text' in parsed ? parsed.text : undefined
}
const act = (label: string, id = label.toLowerCase()): ChatButton => ({ label, id, asks: false })

describe('a view', () => {
  test("people's words are text, never markup", () => {
    const hostile = '<b>x</b> & <a href="https://evil.example">click</a> </blockquote>'
    const [message] = drawn({ kind: 'quote', text: hostile })
    expect(said(message)).toBe(hostile)
  })

  test('long words go over into further messages, in order and whole', () => {
    const long = Array.from({ length: 2000 }, (_, at) => `word${at}`).join(' ')
    const messages = drawn({ kind: 'text', text: long })
    expect(messages.length).toBeGreaterThan(1)
    expect(messages.map(said).join(' ')).toBe(long)
  })

  test('a card is one message: the longest text gives way, what stands below it stays', () => {
    const messages = drawn(
      { kind: 'heading', text: 'Post 12' },
      { kind: 'quote', text: 'long '.repeat(2000) },
      { kind: 'fields', fields: [{ label: 'Approvals', value: '1 of 2' }] },
      { kind: 'buttons', buttons: [act('Approve')] },
    )
    expect(messages).toHaveLength(1)
    expect(said(messages[0])).toMatch(/^Post 12\n[\s\S]*…\n+Approvals: 1 of 2$/)
  })

  test('a picture carries its words and buttons while they fit, else it follows them', () => {
    const picture: ChatPart = { kind: 'image', mediaId: 'm1', alt: 'A fern' }
    const buttons: ChatPart = { kind: 'buttons', buttons: [act('Approve')] }
    expect(drawn(picture, { kind: 'text', text: 'Short' }, buttons)).toMatchObject([
      {
        kind: 'photo',
        mediaId: 'm1',
        html: 'Short',
        keyboard: [[{ text: 'Approve', callback_data: 'b:approve' }]],
      },
    ])
    const long = drawn(picture, { kind: 'text', text: 'x'.repeat(1025) }, buttons)
    expect(long.map(({ kind }) => kind)).toEqual(['text', 'photo'])
    const album = drawn(picture, { ...picture, mediaId: 'm2' }, { ...picture, mediaId: 'm3' }, buttons)
    expect(album).toMatchObject([{ kind: 'photo' }, { kind: 'album', mediaIds: ['m2', 'm3'] }])
  })

  test('a table is monospaced; rows that do not fit are counted', () => {
    const rows = Array.from({ length: 74 }, (_, at) => [`post ${at}`, '漢字'])
    const text = said(drawn({ kind: 'table', columns: ['Post', 'Reach'], rows })[0]) ?? ''
    expect(text.split('\n').slice(0, 3)).toEqual(['Post     Reach', '───────  ─────', 'post 0   漢字'])
    expect(text).toMatch(/… 34 more$/)
  })

  test('a button whose address Telegram refuses stands in the text', () => {
    const [message] = drawn(
      { kind: 'text', text: 'Hi' },
      { kind: 'buttons', buttons: [{ label: 'Open', url: 'http://localhost:3000/inbox' }] },
    )
    expect(message).toMatchObject({ keyboard: [] })
    expect(said(message)).toBe('Hi\n\nOpen: http://localhost:3000/inbox')
  })

  test('forms are told from buttons that run at once', () => {
    const buttons: ChatButton[] = [act('Approve'), { label: 'Reject', id: 'r', asks: true, style: 'danger' }]
    expect(drawn({ kind: 'buttons', buttons })).toMatchObject([
      { keyboard: [[{ callback_data: 'b:approve' }, { callback_data: 'a:r', style: 'danger' }]] },
    ])
  })

  test('state shows as a mark', () => {
    const text = said(render({ parts: [{ kind: 'text', text: 'Done' }], private: false, tone: 'good' })[0])
    expect(text).toBe('✅ Done')
  })
})
