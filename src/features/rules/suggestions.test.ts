import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { EventJob, EventsJob } from '#contracts/job.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import { decide, savePolicy } from '#features/approvals/index.ts'
import { sendReply } from '#features/inbox/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { runEventJob } from '../../worker/run-job.ts'
import { definition, makeRulesDesk } from '#test/kit/rules-desk.ts'
import type { RulesTeam } from '#test/kit/rules-desk.ts'
import { backtestRule } from './backtest-rule.ts'
import { card } from './cards/suggested-reply.ts'
import { job as followApprovals } from './jobs/follow-approvals.ts'
import { job as markStale } from './jobs/mark-stale.ts'
import { listRuns } from './list-runs.ts'
import { createRule } from './save-rule.ts'
import type { SuggestionView } from './suggestion.schema.ts'
import { discardSuggestion } from './suggestions/discard-suggestion.ts'
import { getSuggestion, listSuggestions } from './suggestions/queries.ts'
import { sendSuggestion } from './suggestions/send-suggestion.ts'

let rules: Awaited<ReturnType<typeof makeRulesDesk>>
let team: RulesTeam
let mia: Ctx
let pos = '0'
beforeAll(async () => {
  rules = await makeRulesDesk()
})
afterAll(() => rules.close())
beforeEach(async () => {
  team = await rules.team()
  mia = await team.as('agent', 'Mia')
  pos = '0'
})

const ask = { kind: 'reply' as const, text: 'It costs 5, {firstName}.', ask: true }
const jobs: ReadonlyArray<EventJob | EventsJob> = [markStale, followApprovals]
const jobRun = { id: '1', attempt: 1, signal: new AbortController().signal }

/** What the worker does with all that happened since the last time. */
async function follow(): Promise<void> {
  await rules.desk.app.dispatcher.drain()
  const events = await rules.desk.sql<LoggedEvent[]>`
    select org_id as "orgId", pos::text, type, object_id as "objectId", payload, actor, request_id as "requestId", at
    from events where org_id = ${team.orgId} and pos > ${pos} order by events.pos`
  pos = events.at(-1)?.pos ?? pos
  for (const job of jobs) {
    const mine = events.filter((event) => job.on.some((kind) => kind.type === event.type))
    if (mine.length > 0) await runEventJob(rules.desk.app, job, mine, jobRun)
  }
}

/** A customer asks for the price and the rule suggests the answer. */
async function suggested(text = 'price?'): Promise<SuggestionView> {
  const conversationId = await team.says(text)
  const [one] = await listSuggestions(mia, { conversationId })
  return must(one, 'suggestion')
}

const written = (conversationId: string) =>
  rules.desk.sql<Array<{ text: string; author_kind: string; author_name: string }>>`
    select text, author_kind, author_name from messages where conversation_id = ${conversationId}
    and kind = 'message' and author_kind <> 'contact' order by seq`

const policy = (need: number) =>
  savePolicy(team.ctx, {
    name: 'Replies',
    definition: {
      types: ['reply'],
      stages: [{ name: 'Review', rule: 'n_of_m', need, roles: ['manager'] }],
    },
  })

describe('a rule that asks first', () => {
  test('keeps its reply; a person sends it once, in their name, marked with the rule’s', async () => {
    await team.rule({ then: [ask] })
    const one = await suggested()
    expect(await written(one.conversationId)).toEqual([])
    expect(one).toMatchObject({
      text: 'It costs 5, Ana.',
      ruleName: 'Prices',
      asked: 'price?',
      state: 'pending',
      approval: null,
    })
    const both = await Promise.all([sendSuggestion(mia, { id: one.id }), sendSuggestion(mia, { id: one.id })])
    expect(both.map(({ state, by }) => [state, by])).toEqual([
      ['sent', 'Mia'],
      ['sent', 'Mia'],
    ])
    expect(await written(one.conversationId)).toEqual([
      { text: 'It costs 5, Ana.', author_kind: 'member', author_name: 'Mia' },
    ])
    const [line] = await rules.desk.sql`select event->>'to' as said from messages
      where conversation_id = ${one.conversationId} and event->>'what' = 'rule'`
    expect(line).toEqual({ said: 'sent what the rule “Prices” suggested' })
    await expect(sendSuggestion(team.ctx, { id: one.id })).rejects.toThrow('Mia sent this reply already.')
    expect(await listSuggestions(mia, { conversationId: one.conversationId })).toEqual([])
  })

  test('says so in its sentence, its log and a backtest, and may do it once', async () => {
    const then = [ask]
    const rule = await team.rule({ then })
    expect(rule.sentence).toContain('suggest the reply “It costs 5')
    const { conversationId } = await suggested()
    const { items } = await listRuns(team.ctx, { conversationId, limit: 1 })
    expect(items[0]).toMatchObject({ outcome: 'done', effects: [{ outcome: 'done' }] })
    expect(items[0]?.effects[0]?.action).toContain('suggest the reply')
    const tested = await backtestRule(team.ctx, { definition: definition({ then }) })
    expect(tested.examples[0]?.would).toEqual([{ kind: 'suggest', text: 'It costs 5, Ana.' }])
    await expect(
      createRule(team.ctx, { definition: definition({ then: [ask, { ...ask, text: 'Two' }] }) }),
    ).rejects.toThrow('suggests one reply')
  })

  test('does not resolve what nobody has answered', async () => {
    await team.rule({ then: [ask, { kind: 'resolve' }] })
    const { conversationId } = await suggested()
    const [row] = await rules.desk.sql`select status from conversations where id = ${conversationId}`
    expect(row).toEqual({ status: 'open' })
  })

  test('keeps its cooldown, and the guard against loops counts suggestions', async () => {
    await team.rule({ then: [ask], cooldown: { seconds: 60, per: 'conversation' } })
    const first = await suggested()
    await team.says('price again')
    expect(await listSuggestions(mia, { conversationId: first.conversationId })).toHaveLength(1)
    for (let round = 0; round < 6; round++) {
      rules.desk.clock.advance(61_000)
      await team.says('price once more')
    }
    const [count] = await rules.desk.sql`select count(*)::int from reply_suggestions
      where org_id = ${team.orgId}`
    expect(count).toEqual({ count: 5 })
    expect((await listRuns(team.ctx, { limit: 1 })).items[0]?.outcome).toBe('refused')
  })

  test('a newer suggestion of the same rule takes the older one’s place', async () => {
    await team.rule({ then: [ask] })
    const older = await suggested()
    const newer = await suggested('price, please')
    expect(newer.id).not.toBe(older.id)
    expect(await getSuggestion(mia, older.id)).toMatchObject({ state: 'discarded' })
    await expect(sendSuggestion(mia, { id: older.id })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('what a person may do with it', () => {
  test('send other words, or discard it', async () => {
    await team.rule({ then: [ask] })
    const one = await suggested()
    await sendSuggestion(mia, { id: one.id, text: 'Five euros.' })
    expect(await written(one.conversationId)).toMatchObject([{ text: 'Five euros.' }])
    const other = await suggested('price again?')
    expect(await discardSuggestion(mia, { id: other.id })).toMatchObject({ state: 'discarded', by: 'Mia' })
    await discardSuggestion(mia, { id: other.id })
    await expect(sendSuggestion(mia, { id: other.id })).rejects.toThrow('Mia discarded this reply')
    expect(await written(one.conversationId)).toHaveLength(1)
  })

  test('stale when the customer wrote again: refused until that was seen', async () => {
    await team.rule({ then: [ask] })
    const one = await suggested()
    await team.says('never mind')
    await follow()
    const stale = await getSuggestion(mia, one.id)
    expect(stale).toMatchObject({ state: 'stale', since: { by: 'The customer', text: 'never mind' } })
    await expect(sendSuggestion(mia, { id: one.id })).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: 'thread_moved', seq: stale.since?.seq },
    })
    expect(await written(one.conversationId)).toEqual([])
    const seenSeq = must(stale.since, 'newest message').seq
    expect(await sendSuggestion(mia, { id: one.id, seenSeq })).toMatchObject({ state: 'sent' })
  })

  test('stale when somebody answered, even before that was told of', async () => {
    await team.rule({ then: [ask] })
    const one = await suggested()
    await sendReply(team.ctx, { conversationId: one.conversationId, text: 'I am on it' })
    await expect(sendSuggestion(mia, { id: one.id })).rejects.toThrow('wrote since')
    await follow()
    expect((await getSuggestion(mia, one.id)).state).toBe('stale')
  })

  test('viewers and other organisations may not', async () => {
    await team.rule({ then: [ask] })
    const one = await suggested()
    const viewer = await team.as('viewer')
    const stranger = (await rules.team()).ctx
    expect(await listSuggestions(viewer, { conversationId: one.conversationId })).toHaveLength(1)
    expect(await listSuggestions(stranger, { conversationId: one.conversationId })).toEqual([])
    for (const act of [sendSuggestion, discardSuggestion]) {
      await expect(act(viewer, { id: one.id })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(act(stranger, { id: one.id })).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await written(one.conversationId)).toEqual([])
  })
})

describe('where a policy asks', () => {
  let ana: Ctx
  let ben: Ctx
  beforeEach(async () => {
    ana = await team.as('manager', 'Ana')
    ben = await team.as('manager', 'Ben')
  })

  test('two approve, and it goes out with the second, once', async () => {
    await policy(2)
    await team.rule({ then: [ask] })
    const one = await suggested()
    expect(one.approval).toMatchObject({ state: 'pending', waitsFor: ['Ana', 'Ben'] })
    await expect(sendSuggestion(mia, { id: one.id })).rejects.toMatchObject({ code: 'forbidden' })
    const first = await sendSuggestion(ana, { id: one.id })
    expect(first).toMatchObject({ state: 'pending', approval: { waitsFor: ['Ben'] } })
    expect((await sendSuggestion(ben, { id: one.id })).state).toBe('sent')
    await follow()
    expect(await written(one.conversationId)).toEqual([
      { text: 'It costs 5, Ana.', author_kind: 'member', author_name: 'Ben' },
    ])
  })

  test('granted anywhere else it goes out in the approver’s name', async () => {
    await policy(1)
    await team.rule({ then: [ask] })
    const one = await suggested()
    await decide(ana, { approvalId: must(one.approval, 'approval').id, decision: 'approve' })
    await Promise.all([follow(), sendSuggestion(ana, { id: one.id })])
    expect(await written(one.conversationId)).toMatchObject([{ author_name: 'Ana' }])
  })

  test('granted when the customer had written again, it waits for a person', async () => {
    await policy(1)
    await team.rule({ then: [ask] })
    const one = await suggested()
    await decide(ana, { approvalId: must(one.approval, 'approval').id, decision: 'approve' })
    await team.says('never mind')
    await follow()
    const stale = await getSuggestion(mia, one.id)
    expect(stale).toMatchObject({ state: 'stale', reason: expect.stringContaining('It is approved') })
    await sendSuggestion(mia, { id: one.id, seenSeq: must(stale.since, 'newest message').seq })
    expect(await written(one.conversationId)).toMatchObject([{ author_name: 'Mia' }])
  })

  test('refused it comes back with the reason, and other words are asked about anew', async () => {
    await policy(1)
    await team.rule({ then: [ask] })
    const one = await suggested()
    const { id: approvalId } = must(one.approval, 'approval')
    await decide(ana, { approvalId, decision: 'request_changes', reason: 'Friendlier, please' })
    await follow()
    expect(await getSuggestion(mia, one.id)).toMatchObject({
      state: 'pending',
      reason: 'Ana: Friendlier, please',
    })
    await expect(sendSuggestion(ben, { id: one.id })).rejects.toThrow('changes were requested by Ana')
    const edited = await sendSuggestion(mia, { id: one.id, text: 'Dear Ana, it costs 5.' })
    expect(edited).toMatchObject({ state: 'pending', reason: null, approval: { waitsFor: ['Ana', 'Ben'] } })
    expect((await sendSuggestion(ben, { id: one.id })).state).toBe('sent')
    expect(await written(one.conversationId)).toMatchObject([
      { text: 'Dear Ana, it costs 5.', author_name: 'Ben' },
    ])
  })

  test('discarded, its request is taken back', async () => {
    await policy(1)
    await team.rule({ then: [ask] })
    const one = await suggested()
    const { id: approvalId } = must(one.approval, 'approval')
    await discardSuggestion(mia, { id: one.id })
    await expect(decide(ana, { approvalId, decision: 'approve' })).rejects.toMatchObject({ code: 'conflict' })
    expect(await written(one.conversationId)).toEqual([])
  })
})

describe('its card', () => {
  const labels = async (ctx: Ctx, id: string) =>
    (await card.load(ctx, id)).parts.flatMap((part) =>
      part.kind === 'buttons' ? part.buttons.map((button) => button.label) : [],
    )

  test('offers what the reader may do, and nothing once it is over', async () => {
    await team.rule({ then: [ask] })
    const one = await suggested()
    expect(await labels(mia, one.id)).toEqual(['Send', 'Edit and send', 'Discard', 'Open in the browser'])
    expect(await labels(await team.as('viewer'), one.id)).toEqual(['Open in the browser'])
    await team.says('never mind')
    expect(await labels(mia, one.id)).toContain('Send anyway')
    await discardSuggestion(mia, { id: one.id })
    expect(await labels(mia, one.id)).toEqual(['Open in the browser'])
  })
})
