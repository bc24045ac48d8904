import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { judge } from './judge.ts'
import type { MetricWatch } from './schema.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
let today: Temporal.PlainDate
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
  today = Temporal.Instant.fromEpochMilliseconds(kit.desk.clock.now().getTime())
    .toZonedDateTimeISO('Europe/Berlin')
    .toPlainDate()
})

const watch = (more: Partial<MetricWatch>): MetricWatch => ({
  kind: 'metric',
  metric: 'reach',
  condition: 'drops_by',
  threshold: 33,
  window: 'day',
  ...more,
})
/** Reach so many days ago; 1 is yesterday. */
const reach = (daysAgo: number, value: number) =>
  team.day(team.photo, 'reach', today.subtract({ days: daysAgo }).toString(), value)

test.each([
  [100, 67, true],
  [100, 68, false],
  [100, 200, false],
])('from %i to %i drops by a third: %s', async (before, now, isSo) => {
  await reach(2, before)
  await reach(1, now)
  expect((await judge(team.ctx, watch({}))).isSo).toBe(isSo)
})

test('without a day before there is no drop; not measured is under nothing', async () => {
  await reach(1, 5)
  expect(await judge(team.ctx, watch({}))).toMatchObject({
    isSo: false,
    sentence: 'Reach was not measured before.',
  })
  const views = watch({ metric: 'views', condition: 'below', threshold: 1_000_000 })
  expect((await judge(team.ctx, views)).isSo).toBe(false)
})

test('doubling is a rise by 100; the sentence has both figures', async () => {
  await reach(2, 50)
  await reach(1, 100)
  expect(await judge(team.ctx, watch({ condition: 'rises_by', threshold: 100 }))).toMatchObject({
    isSo: true,
    sentence: 'Reach rose by 100%: 100 after 50.',
  })
})

test('a wild day is unusual, an ordinary one is not, and few days know nothing', async () => {
  const anomaly = watch({ condition: 'anomaly' })
  await reach(1, 5000)
  expect((await judge(team.ctx, anomaly)).isSo).toBe(false)
  for (let day = 2; day < 25; day++) await reach(day, 100 + (day % 5))
  expect((await judge(team.ctx, anomaly)).isSo).toBe(true)
  await team.desk.sql`update account_days set value = 103 where channel_id = ${team.photo} and value = 5000`
  expect((await judge(team.ctx, anomaly)).isSo).toBe(false)
})
