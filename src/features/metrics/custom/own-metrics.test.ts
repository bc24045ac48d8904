import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { makeTeam } from '#test/kit/team.ts'
import { answerQuestion } from '../answer-question.ts'
import { listMetrics } from '../list-metrics.ts'
import type { Question } from '../schema.ts'
import { checkFormula } from './check-formula.ts'
import { deleteOwnMetric, listOwnMetrics, saveOwnMetric } from './own-metrics.ts'

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
const save = (name: string, formula: string) => saveOwnMetric(team.ctx, { name, formula })

describe('a metric by formula', () => {
  test('is the ratio of the sums, over posts that have all of it, in every shape of a question', async () => {
    await team.post(team.photo, '2026-10-05T10:00:00Z', { saves: 1, reach: 100 }, { format: 'reel' })
    await team.post(team.photo, '2026-10-06T10:00:00Z', { saves: 30, reach: 900 })
    await team.post(team.photo, '2026-10-07T10:00:00Z', { saves: 500 })
    await team.post(team.photo, '2026-09-07T10:00:00Z', { saves: 5, reach: 100 })
    const { id, unit } = await save('Save rate', 'saves / reach * 100')
    expect([id, unit]).toEqual(['custom:save_rate', 'percent'])
    const answer = await ask({
      metrics: [id, 'saves'],
      by: 'format',
      grain: 'week',
      compare: 'previous_period',
    })
    expect(answer.metrics[0]).toMatchObject({
      name: 'Save rate',
      unit: 'percent',
      basis: 'posts',
      total: { value: 3.1, n: 2, before: 5, nBefore: 1 },
    })
    expect(answer.rows.map((row) => [row.label, row.figures[0]?.value])).toEqual([
      ['Image', 100 * (30 / 900)],
      ['Reel', 1],
    ])
    const weeks = await ask({ metrics: [id], grain: 'week' })
    expect(weeks.series[0]?.values).toEqual([null, 3.1, null, null, null])
    const best = await ask({ metrics: [id], by: 'post', top: 1 })
    expect(best.rows[0]?.label).toBe('#2 Post 2')
  })

  test('of the inbox, and of followers with reach by day, comes out of their own tables', async () => {
    for (const day of ['2026-10-01', '2026-10-31']) {
      await team.day(team.photo, 'reach', day, 300)
      await team.day(team.photo, 'followers', day, 1200)
    }
    const { id } = await save('Reach per follower', 'reach / followers')
    const answer = await ask({ metrics: [id], by: 'account', filters: { account: team.photo } })
    expect(answer.metrics[0]).toMatchObject({ basis: 'accounts', total: { value: 0.5 } })
    expect(answer.rows[0]?.figures[0]?.value).toBe(0.5)
    await expect(ask({ metrics: [id], by: 'format' })).rejects.toThrow('known of accounts only')
    const mixed = await save('Likes per follower', 'likes / followers')
    await expect(ask({ metrics: [mixed.id] })).rejects.toThrow('known of accounts, likes only of posts')

    const chat = await team.channel('chatter', 'Chat')
    await team.desk.sql`insert into message_hours (org_id, channel_id, hour, received)
      values (${team.orgId}, ${chat}, '2026-10-05T10:00:00Z', 12)`
    const load = await save('Messages per conversation', 'messages_received / conversations_opened')
    // Nothing was opened: divided by zero.
    expect((await ask({ metrics: [load.id] })).metrics[0]).toMatchObject({
      basis: 'inbox',
      total: { value: null },
    })
    const twice = await save('Twice the messages', 'messages_received * 2')
    expect((await ask({ metrics: [twice.id], by: 'account' })).rows[0]).toMatchObject({
      label: 'Chat',
      figures: [{ value: 24, n: 12 }],
    })
  })

  test('divided by zero says so, and a number beyond all bounds is refused', async () => {
    await team.post(team.photo, '2026-10-05T10:00:00Z', { saves: 1, reach: 0 })
    const { id } = await save('Save rate', 'saves / reach * 100')
    expect((await ask({ metrics: [id] })).metrics[0]).toMatchObject({
      total: { value: null, n: 1 },
      note: 'It cannot be said: it would be divided by zero.',
    })
    const huge = await save('Huge', `saves${' * 1000000000000'.repeat(18)}`)
    const huger = await save('Huger', `${huge.slug}${' * 1000000000000'.repeat(15)}`)
    await expect(ask({ metrics: [huger.id] })).rejects.toThrow('too large')
  })

  test('is checked while it is typed', async () => {
    await team.post(team.photo, '2026-11-10T10:00:00Z', { saves: 5, reach: 50 })
    expect(await checkFormula(team.ctx, { formula: 'saves / reach * 100' })).toMatchObject({
      fault: null,
      unit: 'percent',
      value: 10,
      n: 1,
      per: 'reach',
    })
    expect((await checkFormula(team.ctx, { formula: 'saves / ' })).fault).toContain('cannot be read')
  })

  test('stands in the catalogue, with who tells it', async () => {
    const { id } = await save('Save rate', 'saves / reach * 100')
    expect((await listMetrics(team.ctx)).find((one) => one.id === id)).toMatchObject({
      category: 'Our own',
      per: 'reach',
      posts: ['Photo'],
      accounts: [],
    })
  })
})

describe('what uses it', () => {
  const report = (metric: string) =>
    team.desk
      .sql`insert into reports (org_id, id, name, sections) values (${team.orgId}, ${newId()}, 'Weekly',
      ${JSON.stringify([{ title: 'x', question: { metrics: [metric], period: 'last_week' } }])}::text::jsonb)`

  test('is named, and keeps it from being deleted or changed unseen', async () => {
    const { id, slug } = await save('Save rate', 'saves / reach * 100')
    await report(id)
    await save('Double', 'save_rate * 2')
    await team.desk
      .sql`insert into alerts (org_id, id, name, watch, place, member_id) values (${team.orgId}, ${newId()},
      'Saves fall', ${JSON.stringify({ kind: 'metric', metric: id })}::text::jsonb, '{}', ${must(team.ctx.memberId, 'member')})`
    await team.desk.sql`insert into dashboards (org_id, id, name, widgets, shared, place)
      select ${team.orgId}, ${newId()}, 'Social', sections, true, 1 from reports where org_id = ${team.orgId}`
    const [, rate] = await listOwnMetrics(team.ctx)
    expect(rate?.usedIn).toEqual([
      { kind: 'alert', name: 'Saves fall' },
      { kind: 'dashboard', name: 'Social' },
      { kind: 'report', name: 'Weekly' },
      { kind: 'metric', name: 'Double' },
    ])
    await expect(deleteOwnMetric(team.ctx, slug)).rejects.toThrow(
      'Save rate is used in the alert Saves fall, the dashboard Social, the report Weekly, and the metric Double.',
    )
    const change = { name: 'Save rate', formula: 'saves / impressions * 100' }
    await expect(saveOwnMetric(team.ctx, change, { of: slug })).rejects.toMatchObject({ code: 'conflict' })
    expect(await saveOwnMetric(team.ctx, change, { of: slug, evenWhereUsed: true })).toMatchObject({
      version: 2,
    })
    await deleteOwnMetric(team.ctx, 'Double')
  })

  test('must not break', async () => {
    await save('Save rate', 'saves / reach * 100')
    await save('Lead', 'save_rate - engagement_rate')
    await expect(
      saveOwnMetric(
        team.ctx,
        { name: 'Save rate', formula: 'saves' },
        { of: 'save_rate', evenWhereUsed: true },
      ),
    ).rejects.toThrow('Lead is made of it and would break')
    await expect(
      saveOwnMetric(
        team.ctx,
        { name: 'Save rate', formula: 'lead * 2' },
        { of: 'save_rate', evenWhereUsed: true },
      ),
    ).rejects.toThrow('circle: save_rate → lead → save_rate')
  })

  test('two that are saved at once make no circle', async () => {
    await save('A', 'reach').catch(() => save('Aa', 'reach'))
    await save('Bb', 'reach')
    const both = await Promise.allSettled([
      saveOwnMetric(team.ctx, { name: 'Aa', formula: 'bb * 2' }, { of: 'aa' }),
      saveOwnMetric(team.ctx, { name: 'Bb', formula: 'aa * 2' }, { of: 'bb' }),
    ])
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('who may', () => {
  test('a viewer may not define, and another organisation has none of it', async () => {
    const { id } = await save('Save rate', 'saves / reach * 100')
    const viewer = { ...team.ctx, scopes: new Set(['metrics:read' as const]) }
    await expect(saveOwnMetric(viewer, { name: 'X y', formula: 'reach' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(deleteOwnMetric(viewer, 'save_rate')).rejects.toMatchObject({ code: 'forbidden' })
    const other = await makeTeam(team.desk)
    expect(await listOwnMetrics(other.ctx)).toEqual([])
    await expect(answerQuestion(other.ctx, { metrics: [id], period: october })).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(deleteOwnMetric(other.ctx, 'save_rate')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a name is taken once, also by the catalogue', async () => {
    await save('Save rate', 'saves / reach * 100')
    await expect(save('save RATE', 'saves')).rejects.toMatchObject({ code: 'conflict' })
    await expect(save('Reach', 'saves')).rejects.toMatchObject({ code: 'conflict' })
    expect((await save('保存率', 'saves')).slug).toMatch(/^m_/)
  })
})
