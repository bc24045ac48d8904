import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { messageReceived, sendReply } from '#features/inbox/index.ts'
import { definition, makeRulesDesk } from '#test/kit/rules-desk.ts'
import type { RulesTeam } from '#test/kit/rules-desk.ts'
import { backtestRule } from './backtest-rule.ts'
import { listChecks, listRuns } from './list-runs.ts'
import { setRulesState } from './rules-state.ts'
import { updateRule } from './save-rule.ts'

const minuteMs = 60_000
let rules: Awaited<ReturnType<typeof makeRulesDesk>>
let team: RulesTeam
beforeAll(async () => {
  rules = await makeRulesDesk()
})
afterAll(() => rules.close())
beforeEach(async () => {
  team = await rules.team()
})

const advance = (ms: number) => rules.desk.clock.advance(ms)
const runs = async () => (await listRuns(team.ctx, { limit: 50 })).items
const always = { kind: 'all' as const, of: [] }

describe('one message', () => {
  test('is answered in the rule’s name, with the variables filled in, and the log says why', async () => {
    const rule = await team.rule()
    const conversationId = await team.says('What is the PRICE?')
    expect(await team.replies()).toEqual(['It costs 5, Ana.'])
    const [author] = await rules.desk.sql`select author_id, author_name from messages
      where conversation_id = ${conversationId} and author_kind = 'rule'`
    expect(author).toEqual({ author_id: rule.id, author_name: 'Prices' })
    expect(await runs()).toMatchObject([
      {
        ruleId: rule.id,
        ruleVersion: 1,
        conversationId,
        messageText: 'What is the PRICE?',
        branch: 'then',
        outcome: 'done',
        trace: [{ path: '0', matched: true, found: 'price', text: 'the message has “price”' }],
        effects: [{ kind: 'reply', outcome: 'done' }],
      },
    ])
  })

  test('that does not match does nothing, and the log names the clause', async () => {
    await team.rule()
    const conversationId = await team.says('hello')
    expect(await team.replies()).toEqual([])
    expect(await listChecks(team.ctx, { conversationId, limit: 5 })).toMatchObject([
      { messageText: 'hello', rules: [{ reason: 'no_match', text: 'Not so: the message has “price”' }] },
    ])
  })

  test('otherwise has its own actions', async () => {
    await team.rule({ otherwise: [{ kind: 'label', add: ['other'] }] })
    const conversationId = await team.says('hello')
    const [row] = await rules.desk.sql`select labels from conversations where id = ${conversationId}`
    expect(row).toEqual({ labels: ['other'] })
    expect(await runs()).toMatchObject([{ branch: 'otherwise', outcome: 'done' }])
  })

  test('a pressed button says what stands on it, live and in a backtest', async () => {
    await team.rule()
    await team.says('', { postback: { title: 'Price list', payload: 'PRICES' } })
    expect(await team.replies()).toHaveLength(1)
    expect(await backtestRule(team.ctx, { definition: definition() })).toMatchObject({
      looked: 1,
      matched: 1,
    })
  })

  test('every action does its work', async () => {
    await team.rule({
      then: [
        { kind: 'label', add: ['sales'] },
        { kind: 'assign', memberId: team.owner.memberId },
        { kind: 'priority', priority: 2 },
        { kind: 'note', text: 'Asked by {name}' },
        { kind: 'resolve' },
      ],
    })
    const conversationId = await team.says('price')
    const [row] = await rules.desk.sql`select labels, assignee_id, priority, status from conversations
      where id = ${conversationId}`
    expect(row).toEqual({
      labels: ['sales'],
      assignee_id: team.owner.memberId,
      priority: 2,
      status: 'resolved',
    })
    const [note] = await rules.desk
      .sql`select text from messages where conversation_id = ${conversationId} and kind = 'note'`
    expect(note).toEqual({ text: 'Asked by Ana Lima' })
  })

  test('rules run in order, and one that stops ends it', async () => {
    await team.rule({ name: 'First', when: always, then: [{ kind: 'reply', text: 'one' }] })
    await team.rule({ name: 'Stops', then: [{ kind: 'reply', text: 'two' }], stop: true })
    await team.rule({ name: 'Never', when: always, then: [{ kind: 'reply', text: 'three' }] })
    const conversationId = await team.says('price')
    expect(await team.replies()).toEqual(['one', 'two'])
    const [check] = await listChecks(team.ctx, { conversationId, limit: 1 })
    expect(check?.rules.map((rule) => rule.reason)).toEqual(['ran', 'ran', 'earlier_rule'])
  })

  test('an exception matches, does nothing and stops', async () => {
    await team.rule({
      name: 'Not for jobs',
      when: { kind: 'all', of: [{ kind: 'keyword', mode: 'any', words: ['job'] }] },
      then: [],
      stop: true,
    })
    await team.rule({ when: always })
    await team.says('price of a job')
    expect(await team.replies()).toEqual([])
  })

  test('what is refused leaves its reason, and nothing after it is done', async () => {
    await team.rule({
      then: [
        { kind: 'label', add: ['asked'] },
        { kind: 'reply', text: 'x'.repeat(3_000) },
        { kind: 'resolve' },
      ],
    })
    await team.rule({ name: 'Next', then: [{ kind: 'label', add: ['next'] }] })
    const conversationId = await team.says('price', { via: 'instagram' })
    const [row] = await rules.desk.sql`select labels, status from conversations where id = ${conversationId}`
    expect(row).toEqual({ labels: ['asked', 'next'], status: 'open' })
    expect((await runs())[1]).toMatchObject({
      outcome: 'refused',
      effects: [
        { outcome: 'done' },
        { outcome: 'refused', reason: expect.stringContaining('long') },
        { outcome: 'cancelled' },
      ],
    })
  })

  test('a window that is shut shows in the log with its reason', async () => {
    await team.rule()
    await team.says('price', {
      via: 'instagram',
      at: new Date(rules.desk.clock.now().getTime() - 25 * 60 * minuteMs),
    })
    expect(await team.replies()).toEqual([])
    expect(await runs()).toMatchObject([
      { outcome: 'refused', effects: [{ reason: expect.stringContaining('Only a person may answer now') }] },
    ])
  })

  test('one that comes late, as history, is left alone; one that is late by a moment is not', async () => {
    await team.rule()
    const conversationId = await team.says('hello')
    await team.says('price', { at: new Date(rules.desk.clock.now().getTime() - 60 * minuteMs) })
    expect(await team.replies()).toEqual([])
    const checks = await listChecks(team.ctx, { conversationId, limit: 5 })
    expect(checks.flatMap((check) => check.rules.map((rule) => rule.reason)).sort()).toEqual([
      'late',
      'no_match',
    ])
    await team.says('price', { at: new Date(rules.desk.clock.now().getTime() - 1_000) })
    expect(await team.replies()).toHaveLength(1)
  })
})

describe('once', () => {
  test('any repetition, order and concurrency of events has each effect once', async () => {
    await team.rule({
      then: [
        { kind: 'reply', text: 'Answer' },
        { kind: 'note', text: 'Noted' },
      ],
    })
    const events = []
    for (const person of ['a', 'b', 'c']) events.push(await team.receive('price', { person }))
    const shuffled = [...events, ...events, ...events].sort(
      (one, two) => (one.pos + two.pos).localeCompare(two.pos + one.pos) * (Number(one.pos) % 2 ? 1 : -1),
    )
    await Promise.all(shuffled.map((event) => team.work(event)))
    for (const event of events) await team.work(event)
    expect(await team.replies()).toEqual(['Answer', 'Answer', 'Answer'])
    const [notes] = await rules.desk.sql`select count(*)::int as count from messages
      where org_id = ${team.orgId} and kind = 'note'`
    expect(notes).toEqual({ count: 3 })
    expect(await runs()).toHaveLength(3)
  })

  test('per person, on whatever channel, also when two messages are judged at the same time', async () => {
    await team.rule({ oncePerContact: true })
    const first = await team.receive('price')
    const second = await team.receive('price again')
    await Promise.all([team.work(second), team.work(first)])
    expect(await team.replies()).toHaveLength(1)
    await team.says('price', { person: 'p2' })
    expect(await team.replies()).toHaveLength(2)
  })

  test('per person on two channels at once, when both are known to be one', async () => {
    await team.rule({ oncePerContact: true })
    const events = [
      await team.receive('price'),
      await team.receive('price', { via: 'instagram', person: 'p9' }),
    ]
    const [first, second] = events.map((event) => messageReceived.payload.parse(event.payload))
    await rules.desk.sql`update conversations set contact_id = ${first?.contact.id ?? ''}
      where id = ${second?.conversation.id ?? ''}`
    const merged = { ...events[1]!, payload: { ...second, contact: first?.contact } }
    for (let round = 0; round < 3; round++) await Promise.all([team.work(merged), team.work(events[0]!)])
    expect(await team.replies()).toHaveLength(1)
  })

  test('a cooldown ends', async () => {
    await team.rule({ cooldown: { seconds: 60, per: 'conversation' } })
    const conversationId = await team.says('price')
    advance(59_000)
    await team.says('price')
    expect(await team.replies()).toHaveLength(1)
    const [check] = await listChecks(team.ctx, { conversationId, limit: 1 })
    expect(check?.rules).toMatchObject([{ reason: 'cooldown' }])
    advance(1_000)
    await team.says('price')
    expect(await team.replies()).toHaveLength(2)
  })
})

describe('loops', () => {
  test('two machines that answer each other stop, until a person writes', async () => {
    await team.rule({ when: always })
    let conversationId = ''
    for (let turn = 0; turn < 12; turn++) {
      conversationId = await team.says('Thank you for your message!')
      advance(1_000)
    }
    expect(await team.replies()).toHaveLength(5)
    expect((await runs())[0]).toMatchObject({
      outcome: 'refused',
      effects: [{ reason: expect.stringContaining('A person should look') }],
    })
    await sendReply(team.ctx, { conversationId, text: 'A person here' })
    advance(1_000)
    await team.says('Thank you!')
    expect(await team.replies()).toHaveLength(6)
  })

  test('the limit is a setting, and counts an hour', async () => {
    await team.rule({ when: always })
    await setRulesState(team.ctx, { maxRepliesPerHour: 1 })
    await team.says('one')
    advance(1_000)
    await team.says('two')
    expect(await team.replies()).toHaveLength(1)
    advance(60 * minuteMs)
    await team.says('three')
    expect(await team.replies()).toHaveLength(2)
  })
})

test('a rule that is changed acts by its new version at once', async () => {
  const rule = await team.rule()
  await team.says('price')
  await updateRule(team.ctx, rule.id, {
    version: 1,
    definition: definition({ then: [{ kind: 'reply', text: 'Six now.' }] }),
  })
  await team.says('price', { person: 'p2' })
  expect(await team.replies()).toEqual(['It costs 5, Ana.', 'Six now.'])
  expect((await runs()).map((run) => run.ruleVersion)).toEqual([2, 1])
})
