import { describe, expect, test } from 'vitest'
import { compileRule } from './compile-rule.ts'
import { decisivePath, evaluate } from './evaluate.ts'
import { prepareFacts } from './facts.ts'
import type { Facts } from './facts.ts'
import { conditionSchema, ruleDefinition, ruleSentence } from './schema.ts'
import type { Condition, RuleDefinition } from './schema.ts'

const facts = (change: Partial<Facts> = {}): Facts => ({
  text: 'hello',
  channelId: '019a0000-0000-7000-8000-000000000001',
  connector: 'instagram',
  authorKind: 'contact',
  first: false,
  started: false,
  labels: ['vip'],
  status: 'open',
  assigned: false,
  story: null,
  attachmentKinds: [],
  locale: 'de_AT',
  at: new Date('2026-06-01T12:00:00Z'),
  ...change,
})

const rule = (when: Condition): RuleDefinition =>
  ruleDefinition.parse({
    name: 'Test',
    when: 'of' in when ? when : { kind: 'all', of: [when] },
    then: [{ kind: 'reply', text: 'Hi' }],
  })
const judge = (when: Condition, change: Partial<Facts>) =>
  evaluate(compileRule(rule(when)), prepareFacts(facts(change)))
const says = (when: Condition, text: string) => judge(when, { text }).matched

const words = (mode: 'exact' | 'any' | 'all' | 'contains', ...list: string[]): Condition => ({
  kind: 'keyword',
  mode,
  words: list,
})
const pattern = (text: string, ignoreCase = true): Condition => ({ kind: 'regex', pattern: text, ignoreCase })

describe('keywords', () => {
  test.each<[Condition, string, boolean]>([
    [words('any', 'price'), 'What is the PRICE, please?', true],
    [words('any', 'price'), 'priceless', false],
    [words('any', 'price'), 'enterprice', false],
    [words('any', 'price'), 'pricey price', true],
    [words('any', 'price', 'cost'), 'the cost', true],
    [words('any', 'how much'), 'How   much\nis it', true],
    [words('any', 'café'), 'is the cafe open', true],
    [words('any', 'strasse'), 'in der Straße', true],
    [words('any', 'order 123'), 'order ١٢٣', true],
    [words('any', '۱۲'), 'room 12', true],
    [words('any', 'سعر'), 'كم السِّعر سعر', true],
    [words('any', 'قیمت'), 'قيمت', true],
    [words('any', '价格'), '请问价格多少', true],
    [words('any', 'ราคา'), 'ขอราคาหน่อย', true],
    [words('any', '가격'), '가격이 얼마예요', true],
    [words('any', '❤️'), 'love it ❤', true],
    [words('any', '👍'), 'ok👍🏽', true],
    [words('any', 'price'), 'p\u200brice', true],
    [words('any', 'ｐｒｉｃｅ'), 'price', true],
    [words('any', 'c++'), 'I write c++ code', true],
    [words('any', '.*'), 'anything', false],
    [words('any', 'price'), '\0\uD800price', true],
    [words('all', 'refund', 'order'), 'my order needs a refund', true],
    [words('all', 'refund', 'order'), 'a refund', false],
    [words('exact', 'price'), ' Price?! ', true],
    [words('exact', 'price'), 'the price', false],
    [words('exact', '?'), '?', true],
    [words('exact', '👍'), '👍', true],
    [words('contains', 'rice'), 'prices', true],
    [words('contains', 'rice'), 'noodles', false],
  ])('%j on %j: %s', (when, text, expected) => {
    expect(says(when, text)).toBe(expected)
  })

  test('ten thousand near misses cost little', () => {
    const startedAt = performance.now()
    expect(says(words('any', 'a'), 'a'.repeat(20_000))).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
})

describe('patterns', () => {
  test('find their place, mind the case when told, and say what they found', () => {
    expect(judge(pattern('order\\s+#?\\d+'), { text: 'My ORDER #12' })).toMatchObject({
      matched: true,
      trace: [{ path: '0', found: 'ORDER #12' }],
    })
    expect(says(pattern('order', false), 'ORDER')).toBe(false)
  })

  test('take linear time', () => {
    const startedAt = performance.now()
    expect(says(pattern('(a+)+$'), `${'a'.repeat(30_000)}!`)).toBe(false)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test.each(['(a+', '[z-a]', '(?=x)', '(x{1000}){1000}'])('%s is refused with its place', (bad) => {
    const inner: Condition = { kind: 'any', of: [words('any', 'x'), pattern(bad)] }
    expect(() => compileRule(rule({ kind: 'all', of: [inner] }))).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: expect.not.stringContaining('(?i)'),
        details: { at: 'when.0.1.pattern', pattern: bad },
      }),
    )
  })
})

describe('other clauses', () => {
  const id = '019a0000-0000-7000-8000-000000000001'
  test.each<[Condition, Partial<Facts>, boolean]>([
    [{ kind: 'firstMessage' }, { first: true }, true],
    [{ kind: 'firstMessage' }, {}, false],
    [{ kind: 'startedConversation' }, { started: true }, true],
    [{ kind: 'startedConversation' }, {}, false],
    [{ kind: 'channel', ids: [id] }, {}, true],
    [{ kind: 'channel', ids: [id] }, { channelId: 'other' }, false],
    [{ kind: 'connector', ids: ['instagram'] }, {}, true],
    [{ kind: 'connector', ids: ['telegram'] }, {}, false],
    [{ kind: 'author', is: ['contact'] }, {}, true],
    [{ kind: 'author', is: ['contact'] }, { authorKind: 'native' }, false],
    [{ kind: 'label', has: ['vip', 'new'] }, {}, true],
    [{ kind: 'label', has: ['new'] }, {}, false],
    [{ kind: 'status', is: ['open'] }, {}, true],
    [{ kind: 'status', is: ['resolved'] }, {}, false],
    [{ kind: 'assigned', is: false }, {}, true],
    [{ kind: 'assigned', is: true }, {}, false],
    [{ kind: 'story', is: 'any' }, { story: 'mention' }, true],
    [{ kind: 'story', is: 'reply' }, { story: 'mention' }, false],
    [{ kind: 'story', is: 'any' }, {}, false],
    [{ kind: 'attachment', kinds: [] }, { attachmentKinds: ['image'] }, true],
    [{ kind: 'attachment', kinds: ['audio'] }, { attachmentKinds: ['image'] }, false],
    [{ kind: 'attachment', kinds: [] }, {}, false],
    [{ kind: 'language', codes: ['de'] }, {}, true],
    [{ kind: 'language', codes: ['de-at'] }, {}, true],
    [{ kind: 'language', codes: ['d'] }, {}, false],
    [{ kind: 'language', codes: ['de'] }, { locale: null }, false],
  ])('%j with %j: %s', (when, change, expected) => {
    expect(judge(when, change).matched).toBe(expected)
  })
})

describe('hours', () => {
  const hours = (from: string, to: string, weekdays: number[], inside = true): Condition => ({
    kind: 'hours',
    weekdays,
    from,
    to,
    zone: 'Europe/Berlin',
    inside,
  })
  const workdays = [1, 2, 3, 4, 5]
  test.each<[string, Condition, string, boolean]>([
    ['winter: 9:00 is 8:00 UTC', hours('09:00', '17:00', workdays), '2026-01-12T08:00:00Z', true],
    ['winter: a minute before', hours('09:00', '17:00', workdays), '2026-01-12T07:59:59Z', false],
    ['summer: 9:00 is 7:00 UTC', hours('09:00', '17:00', workdays), '2026-07-13T07:00:00Z', true],
    ['the end is not included', hours('09:00', '17:00', workdays), '2026-07-13T15:00:00Z', false],
    ['Saturday', hours('09:00', '17:00', workdays), '2026-07-18T10:00:00Z', false],
    ['outside', hours('09:00', '17:00', workdays, false), '2026-07-18T10:00:00Z', true],
    ['overnight: Friday late', hours('22:00', '06:00', [5]), '2026-07-17T21:00:00Z', true],
    ['overnight: Saturday early', hours('22:00', '06:00', [5]), '2026-07-18T03:59:00Z', true],
    ['overnight: Friday early is Thursday’s', hours('22:00', '06:00', [5]), '2026-07-17T02:00:00Z', false],
    ['overnight: Sunday into Monday', hours('22:00', '06:00', [7]), '2026-07-13T01:00:00Z', true],
    ['the hour that is skipped', hours('02:30', '03:30', [7]), '2026-03-29T01:15:00Z', true],
    ['the hour that comes twice, first', hours('02:00', '03:00', [7]), '2026-10-25T00:30:00Z', true],
    ['the hour that comes twice, again', hours('02:00', '03:00', [7]), '2026-10-25T01:30:00Z', true],
    ['and after it', hours('02:00', '03:00', [7]), '2026-10-25T02:00:00Z', false],
    ['the whole day', hours('09:00', '09:00', [1]), '2026-07-13T04:00:00Z', true],
  ])('%s', (_name, when, at, expected) => {
    expect(judge(when, { at: new Date(at) }).matched).toBe(expected)
  })
})

describe('groups', () => {
  const yes: Condition = { kind: 'status', is: ['open'] }
  const no: Condition = { kind: 'status', is: ['resolved'] }
  test.each<[Condition, boolean, string]>([
    [{ kind: 'all', of: [] }, true, ''],
    [{ kind: 'any', of: [] }, false, ''],
    [{ kind: 'not', of: [] }, true, ''],
    [{ kind: 'all', of: [yes, no] }, false, '1'],
    [{ kind: 'any', of: [no, yes] }, true, ''],
    [{ kind: 'any', of: [no, no] }, false, ''],
    [{ kind: 'not', of: [no, yes] }, false, '1'],
    [{ kind: 'all', of: [yes, { kind: 'any', of: [no, { kind: 'not', of: [yes] }] }] }, false, '1'],
    [{ kind: 'all', of: [yes, { kind: 'all', of: [yes, no] }] }, false, '1.1'],
    [{ kind: 'all', of: [{ kind: 'not', of: [no, yes] }] }, false, '0.1'],
  ])('%j: %s, decided at %j', (when, expected, path) => {
    const compiled = compileRule(rule(when))
    const { matched, trace } = evaluate(compiled, prepareFacts(facts()))
    expect(matched).toBe(expected)
    if (!matched) expect(decisivePath(compiled, trace)).toBe(path)
  })

  test('deeper than five, more than fifty, or hostile nesting is refused', () => {
    const nested = (depth: number): unknown => (depth === 0 ? yes : { kind: 'all', of: [nested(depth - 1)] })
    expect(conditionSchema.safeParse(nested(5)).success).toBe(true)
    expect(conditionSchema.safeParse(nested(6)).success).toBe(false)
    const many = {
      kind: 'any',
      of: Array.from({ length: 3 }, () => ({ kind: 'all', of: Array(17).fill(yes) })),
    }
    expect(conditionSchema.safeParse(many).success).toBe(false)
    let hostile: unknown = yes
    for (let depth = 0; depth < 50_000; depth++) hostile = { kind: 'all', of: [hostile] }
    expect(conditionSchema.safeParse(hostile).success).toBe(false)
  })
})

test('a fault in a rule is told with its place', () => {
  const when = { kind: 'all', of: [{ kind: 'any', of: [{ kind: 'keyword', mode: 'any', words: [] }] }] }
  const { error } = conditionSchema.safeParse(when)
  expect(error?.issues).toMatchObject([
    { path: ['of', 0, 'of', 0, 'words'], message: 'Add at least one word.' },
  ])
})

test('a rule reads as a sentence', () => {
  const definition = ruleDefinition.parse({
    name: 'Prices',
    when: {
      kind: 'all',
      of: [
        words('any', 'price', 'cost'),
        {
          kind: 'any',
          of: [
            { kind: 'firstMessage' },
            { kind: 'hours', weekdays: [1, 2, 3], from: '18:00', to: '08:00', zone: 'UTC' },
          ],
        },
      ],
    },
    then: [
      { kind: 'wait', seconds: 120 },
      { kind: 'reply', text: 'Hi {firstName}' },
    ],
    otherwise: [{ kind: 'label', add: ['other'] }],
    cooldown: { seconds: 3600, per: 'contact' },
    stop: true,
  })
  expect(ruleSentence(definition)).toBe(
    'When the message has “price” or “cost” and any of it is the first message of this person or ' +
      'it is Mon–Wed 18:00–08:00 (UTC) then wait 2 minutes, unless a person writes first and reply “Hi {firstName}” ' +
      'otherwise add the label “other”, at most every 1 hour per contact, and stop there',
  )
})

test('two hundred rules judge a message in under five milliseconds', () => {
  const rules = Array.from({ length: 200 }, (_, index) =>
    compileRule(
      rule({
        kind: 'all',
        of: [
          words('any', ...Array.from({ length: 10 }, (_w, word) => `word${index} ${word}`)),
          { kind: 'any', of: [pattern(`order\\s+#?${index}`), { kind: 'firstMessage' }] },
        ],
      }),
    ),
  )
  const times = Array.from({ length: 30 }, (_, run) => {
    const prepared = prepareFacts(
      facts({ text: `Hello, where is my order number ${run}? I wait for weeks.` }),
    )
    const startedAt = performance.now()
    for (const one of rules) evaluate(one, prepared)
    return performance.now() - startedAt
  }).sort((a, b) => a - b)
  expect(times[15]).toBeLessThan(5)
})
