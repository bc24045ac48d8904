import { stringify } from 'node:querystring'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReplyField } from '#contracts/reply.ts'
import type { ChatButton, ChatPart, ChatView } from '#contracts/surface.ts'
import { whole } from '#test/fault/whole.ts'
import { readActionId } from './draw-buttons.ts'
import { formView } from './form-view.ts'
import { render } from './render.ts'
import { blocksFault, viewFault } from './sandbox/check-blocks.ts'

const runs = whole ? 1500 : 120

/** Half surrogates, marks without a letter, joined emoji, right-to-left, markup of Slack's, nothing visible. */
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
  '<!channel>',
  '<@U123>',
  '&amp;',
  '&',
  '*bold*',
  '_it_',
  '~s~',
  '`c`',
  '```',
  '> q',
  ':fire:',
  'https://a.b/c?d=e&f=<g>',
  'http://',
  'https://ex ample',
  '漢字',
  'ß',
  '𝒳',
  '\r\n',
  '|',
  '"',
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

const buttonId = fc.string({
  unit: fc.constantFrom('a', 'b', 'X', 'Z', '0', '9', '_', '-'),
  minLength: 1,
  maxLength: 32,
})
const button: fc.Arbitrary<ChatButton> = fc.oneof(
  fc.record({
    label: words(75),
    id: buttonId,
    asks: fc.boolean(),
    style: fc.constantFrom('primary' as const, 'danger' as const),
  }),
  fc.record({ label: words(75), id: buttonId, asks: fc.boolean() }),
  fc.record({
    label: words(75),
    url: fc.oneof(
      words(3000),
      words(3000).map((text) => `https://a.b/${text}`),
    ),
  }),
)
const cells = fc.array(words(80), { maxLength: 40 })
const part: fc.Arbitrary<ChatPart> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: words(3000),
    tone: fc.constantFrom('quiet' as const, 'good' as const, 'bad' as const, 'normal' as const),
  }),
  fc.record({ kind: fc.constant('heading' as const), text: words(150) }),
  fc.record({ kind: fc.constant('quote' as const), text: words(12_000) }),
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
  fc.record({
    kind: fc.constant('image' as const),
    mediaId: fc.constantFrom('known', 'unknown'),
    alt: words(2000),
  }),
  fc.record({
    kind: fc.constant('file' as const),
    mediaId: fc.constant('known'),
    name: words(255),
    mime: fc.constant('text/csv'),
  }),
  fc.record({ kind: fc.constant('buttons' as const), buttons: fc.array(button, { maxLength: 50 }) }),
)
const view: fc.Arbitrary<ChatView> = fc.record({
  parts: fc.oneof(fc.array(part, { maxLength: 8 }), fc.array(part, { minLength: 51, maxLength: 100 })),
  private: fc.boolean(),
  tone: fc.constantFrom(undefined, 'good' as const, 'warn' as const, 'bad' as const),
})

const images = new Map([['known', 'F0123456789']])

test('Slack takes whatever is drawn, to twice each limit', () => {
  fc.assert(
    fc.property(view, (given) => {
      for (const message of render(given, { images })) {
        expect(blocksFault(message.blocks, 'message')).toBeUndefined()
        expect(message.text.length).toBeLessThanOrEqual(4000)
        expect(message.text.trim()).not.toBe('')
        // The SDK encodes it as a form, which throws on half a character.
        expect(() => stringify({ text: message.text, blocks: JSON.stringify(message.blocks) })).not.toThrow()
      }
      const [one, ...none] = render(given, { images, place: 'one' })
      expect(none).toEqual([])
      expect(blocksFault(one?.blocks, 'message')).toBeUndefined()
      const [home] = render(given, { images, place: 'home' })
      expect(blocksFault(home?.blocks, 'home')).toBeUndefined()
    }),
    { numRuns: runs },
  )
})

const field: fc.Arbitrary<ReplyField> = fc.record({
  name: fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 500 }),
  label: words(2000),
  kind: fc.constantFrom('line' as const, 'text' as const, 'choice' as const),
  required: fc.boolean(),
  value: words(3000),
  hint: words(2000),
  options: fc.array(fc.record({ value: words(150), label: words(75) }), { maxLength: 200 }),
})
const distinct = (fields: ReplyField[]) => [...new Map(fields.map((one) => [one.name, one])).values()]

test('Slack takes any form', () => {
  fc.assert(
    fc.property(
      fc.record({
        id: buttonId,
        title: words(24),
        submit: words(24),
        fields: fc
          .oneof(fc.array(field, { maxLength: 6 }), fc.array(field, { minLength: 101, maxLength: 120 }))
          .map(distinct),
      }),
      words(3000),
      (form, responseUrl) => {
        expect(
          viewFault(formView(form, { channel: 'C1', message: '1.2', responseUrl }), 'modal'),
        ).toBeUndefined()
      },
    ),
    { numRuns: Math.ceil(runs / 3) },
  )
})

const draw = (...parts: ChatPart[]) => render({ parts, private: false, tone: undefined })

test('what people typed is never markup', () => {
  const typed = '<!channel> *bold* :fire: <@U1> & co'
  const [message] = draw(
    { kind: 'text', text: typed },
    { kind: 'fields', fields: [{ label: 'Said', value: typed }] },
  )
  expect(message?.blocks).toEqual([
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }],
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Said: ', style: { bold: true } },
            { type: 'text', text: typed },
          ],
        },
      ],
    },
  ])
  expect(message?.text).toBe('&lt;!channel&gt; *bold* :fire: &lt;@U1&gt; &amp; co')
})

test('a long table says how much is left out', () => {
  const rows = Array.from({ length: 133 }, (_, at) => [`row ${at}`, 'x'])
  const [message] = draw({ kind: 'table', columns: ['A', 'B'], rows })
  expect(message?.blocks.map(({ type }) => type)).toEqual(['table', 'context'])
  expect(JSON.stringify(message?.blocks.at(-1))).toContain('… 34 more')
})

test('a second table and a wide one are monospaced', () => {
  const table: ChatPart = { kind: 'table', columns: ['A', 'B'], rows: [['1', '22']] }
  const [message] = draw(table, table)
  expect(message?.blocks.map(({ type }) => type)).toEqual(['table', 'rich_text'])
  expect(JSON.stringify(message?.blocks[1])).toContain('A  B\\n1  22')
})

test('buttons stay whatever else must go, those beyond ten are in a menu', () => {
  const buttons = Array.from({ length: 12 }, (_, at) => ({ label: `B${at}`, id: `id${at}`, asks: at === 11 }))
  const messages = draw({ kind: 'quote', text: 'word '.repeat(6000) }, { kind: 'buttons', buttons })
  expect(messages).toHaveLength(1)
  const actions = messages[0]?.blocks.find((block) => block.type === 'actions')
  const menu = actions?.type === 'actions' ? actions.elements.at(-1) : undefined
  expect(menu?.type === 'static_select' ? menu.options.map(({ value }) => readActionId(value)) : []).toEqual([
    { id: 'id10', asks: false },
    { id: 'id11', asks: true },
  ])
  expect(JSON.stringify(messages[0]?.blocks)).toContain('the rest is in Parley')
})

test('long words without buttons become several messages and lose nothing', () => {
  const text = 'word '.repeat(6000)
  const messages = draw({ kind: 'text', text })
  expect(messages.length).toBeGreaterThan(2)
  const said = JSON.stringify(messages.map(({ blocks }) => blocks)).match(/word/g)
  expect(said).toHaveLength(6000)
})
