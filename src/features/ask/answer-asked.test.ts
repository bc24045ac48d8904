import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { answerAsked } from './index.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
  team = await kit.team()
})
afterAll(() => kit.close())

test('a rolling period means the days of now, and a screen gets all that it draws', async () => {
  const now = kit.desk.clock.now().getTime()
  const at = new Date(now - 2 * 86_400_000).toISOString()
  await team.post(team.photo, at, { likes: 30 })
  await team.post(team.bird, at, { likes: 10 })
  const asked = await answerAsked(team.ctx, {
    metrics: ['likes'],
    by: 'platform',
    period: 'last_7_days',
    compare: 'previous_period',
  })
  expect(asked.finding).toContain('Photo is ahead with 30 likes')
  expect(asked.chart).toMatchObject({ kind: 'bar', x: ['Photo', 'Bird'] })
  expect(asked.table.rows).toContainEqual(['Photo', 30, null, null, 1])
  expect(asked.quiet).toContain('Europe/Berlin')
  const days = (Date.parse(asked.answer.period.to) - Date.parse(asked.answer.period.from)) / 86_400_000 + 1
  expect(days).toBe(7)
})

test('a single figure has no chart; what is not measured says so', async () => {
  const asked = await answerAsked(team.ctx, { metrics: ['csat'], period: 'last_7_days' })
  expect(asked).toMatchObject({ chart: null, answer: { metrics: [{ total: { value: null } }] } })
  expect(asked.finding).toContain('not measured')
})
