import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { makeTeam } from '#test/kit/team.ts'
import { answerQuestion } from '../answer-question.ts'
import { todayIn } from '../periods.ts'
import { cohorts } from './cohorts.ts'
import { forecast } from './forecast.ts'
import { funnel } from './funnel.ts'
import { unusualDays } from './unusual-days.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
let chat: string
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
  chat = await team.channel('chatter', 'Chat')
})

const october = { from: '2026-10-01', to: '2026-10-31' }
const today = () => todayIn('Europe/Berlin', team.desk.clock.now())
const dayAgo = (days: number) => today().subtract({ days })

/** A conversation with who has it, and the messages that the customer wrote. */
async function conversation(
  channel: string,
  wrote: string[],
  contact = newId(),
): Promise<{ id: string; contact: string }> {
  const { sql } = team.desk
  const [id, identity] = [newId(), newId()]
  await sql`insert into contacts (org_id, id, name) values (${team.orgId}, ${contact}, 'Somebody') on conflict do nothing`
  await sql`insert into contact_identities (org_id, id, contact_id, channel_id, external_id)
    values (${team.orgId}, ${identity}, ${contact}, ${channel}, ${identity})`
  await sql`insert into conversations (org_id, id, number, channel_id, contact_id, identity_id, last_activity_at)
    values (${team.orgId}, ${id}, ${nextNumber()}, ${channel}, ${contact}, ${identity}, now())`
  for (const [seq, at] of wrote.entries())
    await sql`insert into messages (org_id, id, conversation_id, channel_id, seq, kind, author_kind, at)
      values (${team.orgId}, ${newId()}, ${id}, ${channel}, ${seq + 1}, 'message', 'contact', ${new Date(at)})`
  return { id, contact }
}
let last = 0
const nextNumber = () => (last += 1)

async function spell(
  channel: string,
  first: string,
  more: { answered?: string; resolved?: string; of?: string } = {},
): Promise<string> {
  const id = more.of ?? (await conversation(channel, [])).id
  await team.desk
    .sql`insert into conversation_spells (org_id, conversation_id, opened_at, channel_id, first_message_at,
      answered_at, answered_by, resolved_at)
    values (${team.orgId}, ${id}, ${new Date(first)}, ${channel}, ${new Date(first)},
      ${more.answered ? new Date(more.answered) : null}, ${more.answered ? 'person' : null},
      ${more.resolved ? new Date(more.resolved) : null})`
  return id
}

describe('a funnel of conversations', () => {
  test('counts from step to step, each as a part of the one before', async () => {
    await spell(chat, '2026-10-02T10:00:00Z')
    await spell(chat, '2026-10-02T10:00:00Z', { answered: '2026-10-02T10:30:00Z' })
    await spell(chat, '2026-10-03T10:00:00Z', {
      answered: '2026-10-03T12:30:00Z',
      resolved: '2026-10-04T10:00:00Z',
    })
    const again = await spell(chat, '2026-10-04T10:00:00Z', {
      answered: '2026-10-04T10:10:00Z',
      resolved: '2026-10-04T11:00:00Z',
    })
    await spell(chat, '2026-11-05T10:00:00Z', { of: again })
    await spell(chat, '2026-09-05T10:00:00Z', { answered: '2026-09-05T10:10:00Z' })
    const found = await funnel(team.ctx, {
      of: 'conversations',
      by: 'account',
      period: october,
      compare: 'previous_period',
    })
    expect(
      found.total.steps.map(({ id, value, share, overall, lost }) => [id, value, share, overall, lost]),
    ).toEqual([
      ['received', 4, null, 100, 0],
      ['answered', 3, 75, 75, 1],
      ['in_time', 2, 200 / 3, 50, 1],
      ['resolved', 2, 200 / 3, 50, 1],
      ['stayed', 1, 50, 25, 1],
    ])
    expect(found.total.steps[1]?.before).toEqual({ value: 1, share: 100, overall: 100 })
    expect(found.rows.map((row) => [row.label, row.n])).toEqual([['Chat', 4]])
    expect(found.notes).toEqual(['1 of them waits for a first answer still: the figures may grow.'])
  })

  test('of nothing is empty, and needs the right to read the inbox', async () => {
    const none = await funnel(team.ctx, { of: 'conversations', period: october })
    expect(none.total).toMatchObject({ n: 0, largestDrop: null })
    const blind = { ...team.ctx, scopes: new Set(['metrics:read' as const]) }
    await expect(funnel(blind, { of: 'conversations', period: october })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const other = await makeTeam(team.desk)
    await expect(
      funnel(other.ctx, { of: 'conversations', period: october, filters: { account: chat } }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a funnel of posts', () => {
  test('has all steps of the very same posts, and leaves out what is not told', async () => {
    await team.post(team.bird, '2026-10-02T10:00:00Z', { impressions: 1000, likes: 80, clicks: 20 })
    await team.post(team.bird, '2026-10-03T10:00:00Z', { impressions: 1000, likes: 20, clicks: 5 })
    await team.post(team.bird, '2026-10-04T10:00:00Z', { impressions: 50_000 })
    await team.post(team.photo, '2026-10-05T10:00:00Z', { reach: 400, likes: 40 })
    const found = await funnel(team.ctx, { of: 'posts', by: 'platform', period: october })
    expect(found.total.steps.map(({ id, value, share }) => [id, value, share])).toEqual([
      ['seen', 2000, null],
      ['engagements', 100, 5],
      ['clicks', 25, 25],
    ])
    expect([found.total.n, found.total.largestDrop]).toEqual([2, 1])
    const photo = must(
      found.rows.find((row) => row.label === 'Photo'),
      'photo',
    )
    expect(photo.steps.map(({ name, value }) => [name, value])).toEqual([
      ['Reach', 400],
      ['Engagements', 40],
    ])
    expect(found.notes.at(-1)).toContain('2 of 4 posts have all steps')
    const alone = await funnel(team.ctx, { of: 'posts', period: october, filters: { account: team.photo } })
    expect(alone.notes[0]).toBe(
      'Clicks are left out: none of these posts have them. Photo does not tell them.',
    )
  })
})

describe('cohorts', () => {
  test('count who wrote again, month by month; what is not over yet is empty', async () => {
    const jan = await conversation(chat, [
      '2026-08-03T10:00:00Z',
      '2026-09-10T10:00:00Z',
      '2026-09-20T10:00:00Z',
    ])
    await conversation(chat, ['2026-08-30T10:00:00Z'])
    await conversation(chat, ['2026-09-10T10:00:00Z', '2026-11-02T10:00:00Z'])
    // The same person elsewhere; and somebody who had written long before.
    await conversation(team.bird, ['2026-10-10T10:00:00Z'], jan.contact)
    const old = await conversation(chat, ['2026-01-05T10:00:00Z'])
    await conversation(team.bird, ['2026-08-05T10:00:00Z'], old.contact)
    const found = await cohorts(team.ctx, { period: { from: '2026-08-10', to: '2026-10-05' } })
    expect(found.cohorts.map(({ label, n, back }) => [label, n, back])).toEqual([
      ['Aug 2026', 2, [1, 1, null]],
      ['Sept 2026', 1, [0, null]],
      ['Oct 2026', 0, [null]],
    ])
    expect(found.overall).toEqual([
      { share: 100 / 3, n: 3 },
      { share: 50, n: 2 },
    ])
    const elsewhere = await cohorts(team.ctx, {
      period: { from: '2026-08-01', to: '2026-10-31' },
      filters: { account: team.bird },
    })
    expect(elsewhere.cohorts.map(({ n }) => n)).toEqual([1, 0, 1])
  })

  test('begin at midnight of the organisation, and are bounded', async () => {
    await conversation(chat, ['2026-09-30T22:30:00Z', '2026-10-31T22:30:00Z'])
    const found = await cohorts(team.ctx, { period: { from: '2026-09-01', to: '2026-10-31' } })
    expect(found.cohorts.map(({ label, n }) => [label, n])).toEqual([['Oct 2026', 1]])
    await expect(
      cohorts(team.ctx, { grain: 'week', period: { from: '2025-01-01', to: '2026-10-31' } }),
    ).rejects.toThrow('26 can be shown')
    await expect(cohorts(team.ctx, { period: { from: '2027-01-01', to: '2027-01-31' } })).rejects.toThrow(
      'not begun',
    )
    const blind = { ...team.ctx, scopes: new Set(['metrics:read' as const]) }
    await expect(cohorts(blind, {})).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a forecast', () => {
  const until = () => today().add({ days: 14 }).toString()
  const fill = async (days: number, valueOf: (day: Temporal.PlainDate, at: number) => number) => {
    for (let at = 0; at < days; at++) {
      const day = dayAgo(days - at)
      await team.day(team.photo, 'reach', day.toString(), valueOf(day, at))
    }
  }

  test('goes on from the account’s days, with its range, method and n', async () => {
    await fill(70, (day, at) => 1000 + 10 * at + (day.dayOfWeek > 5 ? 300 : 0) + ((at * 37) % 11))
    const found = await forecast(team.ctx, {
      metric: 'reach',
      until: until(),
      filters: { account: team.photo },
    })
    expect(found).toMatchObject({ grain: 'day', method: 'trend', n: 70, level: 80 })
    expect(found.points.map(({ from }) => from)).toEqual(
      Array.from({ length: 15 }, (_, at) => today().add({ days: at }).toString()),
    )
    for (const [at, { from, value, low, high }] of found.points.entries()) {
      const weekend = Temporal.PlainDate.from(from).dayOfWeek > 5 ? 300 : 0
      expect(Math.abs(value - (1000 + 10 * (70 + at) + weekend))).toBeLessThan(40)
      expect(low <= value && value <= high).toBe(true)
    }
    expect(must(found.sum, 'sum').value).toBeCloseTo(found.points.reduce((sum, { value }) => sum + value, 0))
  })

  test('is refused with too little past, too far ahead, or of days that are over', async () => {
    await fill(20, () => 100)
    const ask = (day: string) =>
      forecast(team.ctx, { metric: 'reach', until: day, filters: { account: team.photo } })
    await expect(ask(until())).rejects.toThrow(
      'Reach was measured on 20 days, which is too few to say how it goes on. It takes 35.',
    )
    await expect(ask('2026-01-01')).rejects.toThrow('days to come')
    await expect(forecast(team.ctx, { metric: 'csat', until: until() })).rejects.toThrow(
      'The nearest that is',
    )
    await fill(40, () => 100).catch(() => undefined)
    await team.desk.sql`delete from account_days where org_id = ${team.orgId}`
    await fill(40, (_, at) => 100 + at)
    await expect(ask(today().add({ days: 80 }).toString())).rejects.toThrow(
      'With 40 measured days I can say something about the next 40 days, not 81.',
    )
  })
})

describe('an unusual day', () => {
  const period = () => ({ from: dayAgo(7).toString(), to: dayAgo(1).toString() })
  const odd = async () =>
    unusualDays(
      team.ctx,
      await answerQuestion(team.ctx, {
        metrics: ['reach'],
        period: period(),
        filters: { account: team.photo },
      }),
    )
  const fill = async (valueOf: (at: number) => number) => {
    for (let at = 1; at <= 90; at++) await team.day(team.photo, 'reach', dayAgo(at).toString(), valueOf(at))
  }

  test('is named with what its weekday usually has', async () => {
    await fill((at) => (at === 3 ? 3100 : 1000 + ((at * 53) % 200)))
    expect(await odd()).toMatchObject([{ day: dayAgo(3).toString(), value: 3100, n: 12 }])
    const [found] = await odd()
    expect(must(found, 'day').low).toBeGreaterThanOrEqual(1000)
    expect(must(found, 'day').high).toBeLessThanOrEqual(1200)
  })

  test('is not a weekend that is always quiet, nor a day with little past', async () => {
    await fill((at) => (dayAgo(at).dayOfWeek > 5 ? 50 : 1000))
    expect(await odd()).toEqual([])
    await team.desk
      .sql`delete from account_days where org_id = ${team.orgId} and day < ${dayAgo(30).toString()}`
    await team.desk
      .sql`update account_days set value = 9000 where org_id = ${team.orgId} and day = ${dayAgo(3).toString()}`
    expect(await odd()).toEqual([])
  })
})
