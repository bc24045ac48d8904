import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { makeTeam } from '#test/kit/team.ts'
import { answerQuestion } from './answer-question.ts'
import type { Question } from './schema.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
})

const october = { from: '2026-10-01', to: '2026-10-31' }
const ask = (question: Partial<Question> & Pick<Question, 'metrics'>) =>
  answerQuestion(team.ctx, { period: october, ...question })
const total = async (question: Partial<Question> & Pick<Question, 'metrics'>) =>
  must((await ask(question)).metrics[0], 'metric').total

describe('figures of posts', () => {
  test('are summed over the posts of the period, by platform, each with its n', async () => {
    await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10, comments: 2, saves: 3 })
    await team.post(team.photo, '2026-10-20T10:00:00Z', { likes: 5 })
    await team.post(team.bird, '2026-10-05T10:00:00Z', { likes: 7, shares: 1 })
    await team.post(team.bird, '2026-11-05T10:00:00Z', { likes: 1000 })
    const answer = await ask({ metrics: ['engagements'], by: 'platform' })
    expect(answer.metrics[0]).toMatchObject({ basis: 'posts', of: 'posts', total: { value: 28, n: 3 } })
    expect(answer.rows.map((row) => [row.label, row.figures[0]])).toEqual([
      ['Photo', { value: 20, n: 2 }],
      ['Bird', { value: 8, n: 1 }],
    ])
    expect(answer.notes).toEqual(['Bird does not tell saves.'])
  })

  test('begin and end at midnight of the organisation, also when its zone changes', async () => {
    await team.post(team.bird, '2026-09-30T22:30:00Z', { likes: 1 })
    await team.post(team.bird, '2026-10-31T22:30:00Z', { likes: 2 })
    await team.post(team.bird, '2026-10-31T23:30:00Z', { likes: 4 })
    expect(await total({ metrics: ['likes'] })).toEqual({ value: 3, n: 2 })
    await team.desk.sql`update orgs set timezone = 'UTC' where id = ${team.orgId}`
    expect(await total({ metrics: ['likes'] })).toEqual({ value: 6, n: 2 })
  })

  test('a rate is over what has both; nothing measured is no zero', async () => {
    await team.post(team.photo, '2026-10-03T10:00:00Z', { likes: 10, reach: 100 })
    await team.post(team.photo, '2026-10-04T10:00:00Z', { likes: 90 })
    await team.post(team.photo, '2026-10-05T10:00:00Z', {})
    expect(await total({ metrics: ['engagement_rate'] })).toEqual({ value: 10, n: 1 })
    expect((await ask({ metrics: ['views'] })).metrics[0]).toMatchObject({
      total: { value: null, n: 0 },
      note: 'No post of that time has been measured.',
    })
  })

  test('divided by zero is said so', async () => {
    await team.post(team.bird, '2026-10-03T10:00:00Z', { clicks: 3, impressions: 0 })
    expect((await ask({ metrics: ['ctr'] })).metrics[0]).toMatchObject({
      total: { value: null, n: 1 },
      note: 'It cannot be said: it would be divided by zero.',
    })
  })

  test('are ranked by post, with a way to it', async () => {
    for (const saves of [3, 9, 5])
      await team.post(team.photo, '2026-10-03T10:00:00Z', { saves }, { title: `Saved ${saves}` })
    await team.post(team.photo, '2026-10-03T10:00:00Z', {}, { title: 'Unmeasured' })
    const answer = await ask({ metrics: ['saves'], by: 'post', top: 2 })
    expect(answer.rows.map((row) => [row.label, row.figures[0]?.value])).toEqual([
      ['#2 Saved 9', 9],
      ['#3 Saved 5', 5],
    ])
    expect([answer.more, answer.rows[0]?.path]).toEqual([2, '/posts/2'])
    const least = await ask({ metrics: ['saves'], by: 'post', top: 1, order: 'asc' })
    expect(least.rows[0]?.label).toBe('#1 Saved 3')
  })

  test('by format, label, weekday and hour', async () => {
    await team.post(
      team.photo,
      '2026-10-05T07:10:00Z',
      { likes: 4 },
      { format: 'reel', labels: ['care', 'shop'] },
    )
    await team.post(team.photo, '2026-10-06T16:00:00Z', { likes: 6 }, { format: 'image' })
    const rows = async (by: Question['by']) =>
      (await ask({ metrics: ['likes'], by })).rows.map((row) => [row.label, row.figures[0]?.value])
    expect(await rows('format')).toEqual([
      ['Image', 6],
      ['Reel', 4],
    ])
    expect(await rows('day_of_week')).toEqual([
      ['Monday', 4],
      ['Tuesday', 6],
    ])
    expect(await rows('hour')).toEqual([
      ['09:00', 4],
      ['18:00', 6],
    ])
    expect(await rows('label')).toEqual([
      ['No label', 6],
      ['care', 4],
      ['shop', 4],
    ])
    expect(await total({ metrics: ['likes'], by: 'label' })).toEqual({ value: 10, n: 2 })
    expect(await total({ metrics: ['likes'], filters: { label: 'care' } })).toEqual({ value: 4, n: 1 })
    expect(await total({ metrics: ['likes'], filters: { format: 'reel' } })).toEqual({ value: 4, n: 1 })
  })

  test('week by week, with gaps where nothing was', async () => {
    await team.post(team.bird, '2026-10-06T10:00:00Z', { likes: 4 })
    await team.post(team.bird, '2026-10-20T10:00:00Z', { likes: 6 })
    const answer = await ask({ metrics: ['likes'], grain: 'week' })
    expect(answer.buckets.map((bucket) => bucket.from)).toEqual([
      '2026-10-01',
      '2026-10-05',
      '2026-10-12',
      '2026-10-19',
      '2026-10-26',
    ])
    expect(answer.series[0]?.values).toEqual([null, 4, null, 6, null])
  })
})

describe('a comparison', () => {
  test('has the days before and the change; without two measured points there is none', async () => {
    await team.post(team.bird, '2026-09-15T10:00:00Z', { likes: 8 })
    await team.post(team.bird, '2026-10-15T10:00:00Z', { likes: 10, comments: 1 })
    const answer = await ask({
      metrics: ['likes', 'comments', 'posts_published'],
      compare: 'previous_period',
    })
    expect(answer.before).toEqual({ from: '2026-09-01', to: '2026-09-30' })
    expect(answer.metrics.map((metric) => [metric.total, metric.note])).toEqual([
      [{ value: 10, n: 1, before: 8, nBefore: 1, change: 25 }, undefined],
      [
        { value: 1, n: 1, before: null, nBefore: 0, change: null },
        'Not measured before, so there is nothing to compare with.',
      ],
      [{ value: 1, n: 1, before: 1, nBefore: 1, change: 0 }, undefined],
    ])
  })

  test('from zero is no percentage', async () => {
    await team.post(team.bird, '2026-09-15T10:00:00Z', { likes: 0 })
    await team.post(team.bird, '2026-10-15T10:00:00Z', { likes: 10 })
    expect(await total({ metrics: ['likes'], compare: 'previous_period' })).toMatchObject({
      before: 0,
      change: null,
    })
  })
})

describe('figures of accounts', () => {
  test('answer where every account that tells the metric tells it by day', async () => {
    await team.day(team.photo, 'reach', '2026-10-01', 100)
    await team.day(team.photo, 'reach', '2026-10-31', 50)
    await team.day(team.photo, 'reach', '2026-11-01', 999)
    const answer = await ask({ metrics: ['reach'], by: 'account', grain: 'month' })
    expect(answer.metrics[0]).toMatchObject({ basis: 'accounts', total: { value: 150, n: 2 } })
    expect(answer.series).toMatchObject([{ label: 'Shop photos', values: [150] }])
    expect(answer.notes).toEqual(['Bird does not tell reach.'])
    expect((await ask({ metrics: ['reach'], filters: { format: 'image' } })).metrics[0]?.basis).toBe('posts')
  })

  test('followers are the last level by then, growth the difference of two measured days', async () => {
    await team.day(team.photo, 'followers', '2026-09-30', 1000)
    await team.day(team.photo, 'followers', '2026-10-10', 1010)
    await team.day(team.photo, 'followers', '2026-10-30', 1100)
    await team.day(team.bird, 'followers', '2026-10-30', 50)
    const answer = await ask({ metrics: ['followers', 'follower_growth'], by: 'account' })
    expect(answer.rows.map((row) => [row.label, ...row.figures.map((figure) => figure.value)])).toEqual([
      ['Shop photos', 1100, 100],
      ['@shop', 50, null],
    ])
    expect(answer.metrics[0]?.total).toEqual({ value: 1150, n: 2 })
    const early = await ask({ metrics: ['followers'], period: { from: '2026-08-01', to: '2026-08-31' } })
    expect(early.metrics[0]?.total.value).toBeNull()
    await expect(ask({ metrics: ['followers'], by: 'format' })).rejects.toThrow('Ask by platform')
  })

  test('of an account that was disconnected stay, and it is said', async () => {
    await team.post(team.bird, '2026-10-15T10:00:00Z', { likes: 10 })
    await team.desk.sql`update channels set state = 'disconnected' where id = ${team.bird}`
    const answer = await ask({ metrics: ['likes'] })
    expect(answer.metrics[0]?.total.value).toBe(10)
    expect(answer.notes).toContain('@shop is not connected any more; its figures end there.')
  })
})

describe('figures of the inbox', () => {
  test('are medians and shares of conversations', async () => {
    const chat = await team.channel('chatter', 'Chat')
    const spell = async (minute: number, by: string | null, seconds: number) => {
      const id = await conversation(chat)
      const at = new Date(`2026-10-05T10:${String(minute).padStart(2, '0')}:00Z`)
      const later = by === null ? null : new Date(at.getTime() + seconds * 1000)
      await team.desk.sql`insert into conversation_spells (org_id, conversation_id, opened_at, channel_id,
          first_message_at, answered_at, answered_by, resolved_at)
        values (${team.orgId}, ${id}, ${at}, ${chat}, ${at}, ${later}, ${by}, ${later})`
    }
    await spell(1, 'rule', 1)
    await spell(2, 'person', 60)
    await spell(3, 'person', 600)
    await spell(4, null, 0)
    await team.desk.sql`insert into message_hours (org_id, channel_id, hour, received)
      values (${team.orgId}, ${chat}, '2026-10-05T10:00:00Z', 12)`
    const answer = await ask({
      metrics: [
        'first_response_time',
        'resolution_time',
        'auto_reply_share',
        'messages_received',
        'conversations_opened',
      ],
    })
    expect(answer.metrics.map((metric) => [metric.total.value, metric.total.n])).toEqual([
      [60, 3],
      [60, 3],
      [expect.closeTo(33.33, 1), 3],
      [12, 12],
      [4, 4],
    ])
    await expect(ask({ metrics: ['messages_received'], by: 'format' })).rejects.toThrow('about conversations')
  })

  async function conversation(channelId: string): Promise<string> {
    const [row] = await team.desk.sql<Array<{ id: string }>>`
      with contact as (insert into contacts (org_id, id, name) values (${team.orgId}, gen_random_uuid(), 'C') returning id),
      identity as (insert into contact_identities (org_id, id, contact_id, channel_id, external_id)
        select ${team.orgId}, gen_random_uuid(), id, ${channelId}, gen_random_uuid()::text from contact returning id, contact_id)
      insert into conversations (org_id, id, number, channel_id, contact_id, identity_id, last_activity_at)
        select ${team.orgId}, gen_random_uuid(), floor(random() * 1e9)::int, ${channelId}, contact_id, id, now()
        from identity returning id`
    return must(row, 'conversation').id
  }
})

describe('what cannot be answered', () => {
  test('names the nearest thing that is measured', async () => {
    expect((await ask({ metrics: ['spend'] })).metrics[0]).toMatchObject({
      total: { value: null },
      note: 'Spend is not measured. No advertising account can be connected yet. The nearest that is: impressions.',
    })
    const birdOnly = { platform: 'bird' }
    expect((await ask({ metrics: ['reach'], filters: birdOnly })).metrics[0]?.note).toBe(
      'None of these accounts tells reach. The nearest that is measured: impressions.',
    )
  })

  test('an account of another organisation is not found', async () => {
    const other = await kit.team()
    await other.post(other.bird, '2026-10-15T10:00:00Z', { likes: 10 })
    await expect(ask({ metrics: ['likes'], filters: { account: other.bird } })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(ask({ metrics: ['likes'], filters: { platform: 'pinterest' } })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await total({ metrics: ['likes'] })).toEqual({ value: null, n: 0 })
  })

  test('somebody without the right gets nothing', async () => {
    const stranger = await makeTeam(kit.desk)
    const nobody = { ...stranger.ctx, scopes: new Set<never>() }
    await expect(answerQuestion(nobody, { metrics: ['likes'], period: october })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
