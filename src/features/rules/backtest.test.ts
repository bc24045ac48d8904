import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { labelConversation } from '#features/inbox/index.ts'
import { definition, makeRulesDesk } from '#test/kit/rules-desk.ts'
import type { Definition, RulesTeam } from '#test/kit/rules-desk.ts'
import { backtestRule } from './backtest-rule.ts'
import { listRuns } from './list-runs.ts'
import { createRule } from './save-rule.ts'

let rules: Awaited<ReturnType<typeof makeRulesDesk>>
let team: RulesTeam
beforeAll(async () => {
  rules = await makeRulesDesk()
})
afterAll(() => rules.close())
beforeEach(async () => {
  team = await rules.team()
})

/** Writes and answers of three people over two hours, on two channels. */
async function history(): Promise<void> {
  const texts = ['hello', 'what is the price', 'PRICE?', 'order #12', 'thank you', 'price price', 'bye']
  for (const [index, text] of [...texts, ...texts].entries()) {
    const person = `p${index % 3}`
    const conversationId = await team.says(text, { person, via: index % 3 === 0 ? 'instagram' : 'telegram' })
    if (index === 4) await labelConversation(team.ctx, { conversationId, add: ['vip'] })
    rules.desk.clock.advance(9 * 60_000)
  }
}

const price = { kind: 'keyword', mode: 'any', words: ['price'] } as const
const cases: Array<[string, Partial<Definition>]> = [
  ['a word', {}],
  ['the first message', { when: { kind: 'all', of: [{ kind: 'firstMessage' }] } }],
  [
    'a channel and otherwise',
    {
      when: { kind: 'all', of: [price, { kind: 'connector', ids: ['telegram'] }] },
      otherwise: [{ kind: 'note', text: 'no' }],
    },
  ],
  ['a label', { when: { kind: 'all', of: [{ kind: 'label', has: ['vip'] }] } }],
  ['a pattern', { when: { kind: 'not', of: [{ kind: 'regex', pattern: '#\\d+', ignoreCase: true }] } }],
  ['once per person', { oncePerContact: true }],
  ['a cooldown', { cooldown: { seconds: 3_600, per: 'conversation' } }],
]

test.each(cases)('by %s finds what the engine did', async (_name, change) => {
  const rule = definition({ then: [{ kind: 'note', text: 'done' }], ...change })
  await createRule(team.ctx, { enabled: true, definition: rule })
  await history()
  const did = (await listRuns(team.ctx, { limit: 100 })).items
  const would = await backtestRule(team.ctx, { definition: rule, examples: 50 })
  expect(did.length).toBeGreaterThan(0)
  expect(would.looked).toBe(14)
  expect(would.then + would.otherwise).toBe(did.length)
  expect(
    would.examples
      .filter((one) => one.heldBack === null)
      .map(({ messageId, branch, trace }) => ({ messageId, branch, trace })),
  ).toEqual(did.map(({ messageId, branch, trace }) => ({ messageId, branch, trace })))
})

test('shows what would be sent, writes nothing, and looks no further than told', async () => {
  await history()
  const before = await rules.desk
    .sql`select count(*)::int as count from messages where org_id = ${team.orgId}`
  const result = await backtestRule(await team.as('viewer'), { definition: definition(), examples: 2 })
  expect(result).toMatchObject({ looked: 14, matched: 6, then: 6, heldBack: 0, contacts: 3, approximate: 0 })
  expect(result.examples).toHaveLength(2)
  expect(result.examples[0]).toMatchObject({
    text: 'price price',
    heldBack: null,
    would: [{ kind: 'reply', text: 'It costs 5, Ana.' }],
    trace: [{ matched: true, found: 'price' }],
  })
  expect(
    await rules.desk.sql`select count(*)::int as count from messages where org_id = ${team.orgId}`,
  ).toEqual(before)
  expect(await backtestRule(team.ctx, { definition: definition(), limit: 3 })).toMatchObject({
    looked: 3,
    matched: 1,
  })
  rules.desk.clock.advance(3 * 86_400_000)
  expect(await backtestRule(team.ctx, { definition: definition(), days: 2 })).toMatchObject({
    looked: 0,
    since: null,
  })
  const other = await rules.team()
  expect(await backtestRule(other.ctx, { definition: definition() })).toMatchObject({ looked: 0 })
})

test('a hundred thousand messages take under five seconds', { timeout: 120_000 }, async () => {
  await team.says('hello')
  await fillHistory(100_000)
  const result = await backtestRule(team.ctx, {
    definition: definition({
      when: {
        kind: 'any',
        of: [
          price,
          { kind: 'regex', pattern: 'order\\s+#?\\d+', ignoreCase: true },
          { kind: 'firstMessage' },
        ],
      },
    }),
    limit: 100_000,
    days: 365,
  })
  expect(result).toMatchObject({ looked: 100_000, matched: 50_000 })
  expect(result.tookMs).toBeLessThan(5_000)
})

/** Conversations of fifty messages each, half of which ask for a price. */
async function fillHistory(count: number): Promise<void> {
  const { sql } = rules.desk
  await sql`with made as (
      insert into conversations (org_id, id, number, channel_id, contact_id, identity_id, status, last_activity_at, created_at)
      select org_id, gen_random_uuid(), number + n, channel_id, contact_id, identity_id, 'resolved', now(), created_at + n * interval '1 millisecond'
      from conversations, generate_series(1, ${count / 50}::int) as n where org_id = ${team.orgId}
      returning org_id, id, channel_id, created_at)
    insert into messages (org_id, id, conversation_id, channel_id, seq, kind, author_kind, text, at, created_at)
    select org_id, gen_random_uuid(), id, channel_id, m, 'message', 'contact',
      case m % 2 when 0 then 'Hello, what is the price of the blue one? I saw it in your story.' else 'Thank you so much, I will think about it — obrigada' end,
      created_at + m * interval '1 second', created_at + m * interval '1 second'
    from made, generate_series(1, 50) as m`
}
