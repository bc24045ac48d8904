import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeMetricsDesk } from '#test/kit/metrics-desk.ts'
import type { MetricsTeam } from '#test/kit/metrics-desk.ts'
import { bestTimes } from './best-times.ts'

let kit: Awaited<ReturnType<typeof makeMetricsDesk>>
let team: MetricsTeam
beforeAll(async () => {
  kit = await makeMetricsDesk()
})
afterAll(() => kit.close())
beforeEach(async () => {
  team = await kit.team()
  await kit.desk.sql`update orgs set timezone = 'UTC' where id = ${team.orgId}`
})

/** A Monday at that hour, so many weeks ago. */
function monday(hour: number, weeksAgo: number): string {
  const now = kit.desk.clock.now()
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) - 7 * weeksAgo)
  return new Date(day.getTime() + hour * 3_600_000).toISOString()
}

test('one lucky post makes no best hour; many good ones do', async () => {
  for (let week = 1; week <= 10; week++) {
    await team.post(team.bird, monday(9, week), { likes: 150 })
    await team.post(team.bird, monday(15, week), { likes: 100 })
  }
  await team.post(team.bird, monday(20, 1), { likes: 300 })
  const { cells, n, isEnough } = await bestTimes(team.ctx)
  expect([n, isEnough]).toEqual([21, true])
  expect(cells.map(({ weekday, hour, confidence }) => [weekday, hour, confidence])).toEqual([
    [1, 9, 'high'],
    [1, 15, 'high'],
    [1, 20, 'low'],
  ])
})

test('a large account does not make its hours good', async () => {
  for (let week = 1; week <= 10; week++) {
    await team.post(team.photo, monday(8, week), { likes: 10_000 })
    await team.post(team.bird, monday(18, week), { likes: 10 })
    await team.post(team.bird, monday(19, week), { likes: 20 })
  }
  expect((await bestTimes(team.ctx)).cells[0]).toMatchObject({ hour: 19 })
})

test('below twenty posts nothing is said, and posts of yesterday do not count', async () => {
  await team.post(team.bird, new Date(kit.desk.clock.now().getTime() - 3_600_000).toISOString(), { likes: 5 })
  expect(await bestTimes(team.ctx)).toMatchObject({ n: 0, isEnough: false, cells: [] })
})
