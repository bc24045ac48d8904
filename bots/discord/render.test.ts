import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReplyField } from '#contracts/reply.ts'
import type { ChatButton, ChatPart, ChatView } from '#contracts/surface.ts'
import { readCustomId } from './custom-id.ts'
import { formModal } from './form-modal.ts'
import { render } from './render.ts'
import { messageFault } from './sandbox/check-message.ts'
import { modalFault } from './sandbox/check-modal.ts'

const runs = process.env['FAULT_WHOLE'] === '1' ? 1000 : 100

/** Half surrogates, marks without a letter, joined emoji, right-to-left, markup of Discord's, nothing visible. */
const traps = [
  '\ud83d',
  '\udc4d',
  '\u0000',
  '\u0301\u0301',
  '👩‍👩‍👧‍👦',
  '\u202eabc',
  'العربية',
  '\u200b',
  '\u2800',
  '\ufe0f',
  ' ',
  '\n',
  '\t',
  '@everyone',
  '<@123>',
  '<:x:1>',
  '<t:1:R>',
  '**bold**',
  '__u__',
  '~~s~~',
  '||spoiler||',
  '`c`',
  '```',
  '> q',
  '>>> q',
  '# h',
  '-# small',
  '- item',
  '1. item',
  '[a](https://b.c)',
  ':fire:',
  'https://a.b/c_d_e?f=*g*',
  'https://ex ample',
  '\\',
  '漢字',
  '𝒳',
  '\r\n',
  '﷽',
]
const piece = fc.oneof(
  fc.constantFrom(...traps),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('word ', 'x'),
)

/** Up to so many UTF-16 units, often right at the edge. */
const words = (max: number) =>
  fc
    .tuple(fc.array(piece, { maxLength: 6 }), fc.constantFrom(0, 1, max - 1, max, max + 1, 2 * max), piece)
    .map(([some, length, filler]) => {
      const text = some.join('')
      return filler === ''
        ? text
        : (text + filler.repeat(Math.ceil(length / filler.length))).slice(0, Math.max(text.length, length))
    })

const idText = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'.split('')), minLength: 1, maxLength: 64 })
const button: fc.Arbitrary<ChatButton> = fc.oneof(
  fc.record({
    label: words(80),
    id: idText,
    asks: fc.boolean(),
    style: fc.constantFrom('primary' as const, 'danger' as const),
  }),
  fc.record({ label: words(80), id: idText, asks: fc.boolean() }),
  fc.record({
    label: words(80),
    url: fc.oneof(
      words(512),
      words(512).map((text) => `https://a.b/${text}`),
    ),
  }),
)
const cells = fc.array(words(80), { maxLength: 20 })
const part: fc.Arbitrary<ChatPart> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: words(4000),
    tone: fc.constantFrom(
      'quiet' as const,
      'good' as const,
      'warn' as const,
      'bad' as const,
      'normal' as const,
    ),
  }),
  fc.record({ kind: fc.constant('heading' as const), text: words(4000) }),
  fc.record({ kind: fc.constant('quote' as const), text: words(4000) }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: words(150), value: words(2000) }), { maxLength: 20 }),
  }),
  fc.record({
    kind: fc.constant('table' as const),
    columns: cells,
    rows: fc
      .array(cells, { maxLength: 12 })
      .chain((rows) =>
        fc.constantFrom(1, 17).map((times) => Array.from({ length: times }, () => rows).flat()),
      ),
    more: words(200),
  }),
  fc.record({ kind: fc.constant('image' as const), mediaId: fc.constant('m'), alt: words(1024) }),
  fc.record({
    kind: fc.constant('file' as const),
    mediaId: fc.constant('m'),
    name: words(255),
    mime: fc.constant('text/csv'),
  }),
  fc.record({ kind: fc.constant('buttons' as const), buttons: fc.array(button, { maxLength: 50 }) }),
)
const view: fc.Arbitrary<ChatView> = fc.record({
  parts: fc.oneof(fc.array(part, { maxLength: 8 }), fc.array(part, { minLength: 41, maxLength: 80 })),
  private: fc.boolean(),
  tone: fc.constantFrom(undefined, 'good' as const, 'warn' as const, 'bad' as const),
})

test('Discord takes whatever is drawn, to twice each limit', () => {
  fc.assert(
    fc.property(view, (given) => {
      const { message, files } = render(given)
      const names = files.map(({ filename }) => filename)
      expect(messageFault({ ...message, nonce: 'n' }, names)).toBeUndefined()
      expect(new Set(names).size).toBe(names.length)
    }),
    { numRuns: runs },
  )
}, 600_000)

const field: fc.Arbitrary<ReplyField> = fc.record({
  name: fc.string({ unit: fc.constantFrom(...'abcdefgh'.split('')), minLength: 1, maxLength: 200 }),
  label: words(45),
  kind: fc.constantFrom('line' as const, 'text' as const, 'choice' as const),
  required: fc.boolean(),
  value: words(4000),
  hint: words(100),
  options: fc.array(fc.record({ value: words(100), label: words(100) }), { maxLength: 50 }),
})
const distinct = (fields: ReplyField[]) => [...new Map(fields.map((one) => [one.name, one])).values()]

test('Discord takes any form', () => {
  fc.assert(
    fc.property(
      fc.record({
        id: idText.map((id) => id.slice(0, 32)),
        title: words(45),
        submit: words(45),
        fields: fc.array(field, { maxLength: 10 }).map(distinct),
      }),
      (form) => {
        expect(modalFault(formModal(form))).toBeUndefined()
      },
    ),
    { numRuns: Math.ceil(runs / 3) },
  )
}, 600_000)

const draw = (...parts: ChatPart[]) => render({ parts, private: false, tone: undefined }).message
const textsOf = (message: unknown) =>
  [...JSON.stringify(message).matchAll(/"content":("(?:[^"\\]|\\.)*")/g)].map(
    ([, json]) => JSON.parse(json ?? '""') as string,
  )

test('what people typed is never markup, and an address stays one', () => {
  const typed = '@everyone **bold** :fire: <@1> [a](b) `c`\n- item\n1. first\n# head https://a.b/c_d_e'
  const [text] = textsOf(draw({ kind: 'text', text: typed }))
  expect(text).toBe(
    String.raw`\@everyone \*\*bold\*\* \:fire: \<\@1\> \[a\]\(b\) \`c\`` +
      '\n' +
      String.raw`\- item` +
      '\n' +
      String.raw`1\. first` +
      '\n' +
      String.raw`\# head https://a.b/c_d_e`,
  )
  expect(draw({ kind: 'text', text: typed }).allowed_mentions).toEqual({ parse: [] })
})

test('a quote that is far too long leaves room for what comes after it', () => {
  const message = draw(
    { kind: 'quote', text: 'word '.repeat(4000) },
    { kind: 'fields', fields: [{ label: 'Account', value: 'Instagram' }] },
    { kind: 'buttons', buttons: [{ label: 'Approve', id: 'x1', asks: false }] },
  )
  expect(textsOf(message).join('\n')).toContain('**Account:** Instagram')
  expect(textsOf(message).join('\n')).toContain('word…')
  expect(JSON.stringify(message)).toContain('"b:x1"')
})

test('a long table is monospaced and says how much is left out', () => {
  const rows = Array.from({ length: 400 }, (_, at) => [`row ${at}`, 'it`s'])
  const [text = ''] = textsOf(draw({ kind: 'table', columns: ['Name', 'B'], rows }))
  const shown = text.split('\n').filter((line) => line.startsWith('row')).length
  expect(text.startsWith('```\nName     B\nrow 0    itˋs')).toBe(true)
  expect(text).toContain(`-# … ${400 - shown} more`)
  expect(shown).toBeGreaterThan(100)
})

test('buttons beyond ten are in a menu, and nothing is there twice', () => {
  const buttons = Array.from({ length: 30 }, (_, at) => ({ label: `B${at}`, id: `id${at}`, asks: at === 29 }))
  const container = draw({ kind: 'buttons', buttons: [...buttons, ...buttons.slice(0, 3)] }).components[0]
  const rows = container?.type === 17 ? container.components : []
  expect(rows.map((row) => (row.type === 1 ? row.components.map(({ type }) => type) : []))).toEqual([
    [2, 2, 2, 2],
    [3],
    [],
  ])
  const [, menu] = rows
  const select = menu?.type === 1 ? menu.components[0] : undefined
  const options = select?.type === 3 ? select.options : []
  expect(options).toHaveLength(25)
  expect(readCustomId(options[0]?.value ?? '')).toEqual({ id: 'id4', asks: false })
  expect(textsOf(rows.at(-1))).toEqual(['-# … 1 more choices are in Parley'])
})

test('a text that is too long for a field is not put there cut', () => {
  const form = (value: string) =>
    formModal({
      id: 'f',
      title: 'Edit',
      submit: 'Save',
      fields: [{ name: 'text', label: 'Text', kind: 'text', required: true, value }],
    }).components[0]
  expect(form('x'.repeat(4000))?.component).toMatchObject({ value: 'x'.repeat(4000) })
  expect(form('x'.repeat(4001))?.component).not.toHaveProperty('value')
  expect(form('x'.repeat(4001))?.description).toContain('Parley')
})

test('pictures beside one another are one gallery; the accent tells the state', () => {
  const parts: ChatPart[] = [
    { kind: 'image', mediaId: 'a', alt: 'A cat' },
    { kind: 'image', mediaId: 'b', alt: '' },
    { kind: 'file', mediaId: 'c', name: '../Ünï cöde.csv', mime: 'text/csv' },
  ]
  const { message, files } = render({ parts, private: false, tone: 'good' })
  expect(message.components).toEqual([
    {
      type: 17,
      accent_color: 0x2e7d32,
      components: [
        {
          type: 12,
          items: [
            { media: { url: 'attachment://1-image.png' }, description: 'A cat' },
            { media: { url: 'attachment://2-image.png' } },
          ],
        },
        { type: 13, file: { url: 'attachment://3-U_ni_co_de.csv' } },
      ],
    },
  ])
  expect(files.map(({ mediaId }) => mediaId)).toEqual(['a', 'b', 'c'])
})
