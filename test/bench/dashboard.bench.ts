import { must } from '#kernel/assert.ts'
import { makeMemoryCache } from '#kernel/cache.ts'
import { newId } from '#kernel/ids.ts'
import { answerDashboard, listDashboards } from '#features/dashboards/index.ts'
import type { Settings } from '#features/dashboards/index.ts'
import { atMost, defineBench, percentile } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { sample } from './kit/sample.ts'
import { insertTwoYears } from './kit/two-years.ts'

/** The overview of twelve widgets, over two years of a hundred accounts and a hundred thousand posts. */
export const bench = defineBench({
  name: 'dashboard',
  unit: 'ms',
  async run(env) {
    const database = await env.database()
    const sql = env.sql(database.superuserUrl)
    const orgId = newId()
    await insertTwoYears(sql, orgId)
    await sql`vacuum analyze`
    const { ctxOf } = await openApp(env, database)
    const ctx = ctxOf(orgId, newId())
    const [overview] = await listDashboards(ctx)
    const { id, widgets } = must(overview, 'overview')
    const look = (settings: Settings = {}) => answerDashboard(ctx, id, settings)
    // Nothing is kept between two looks of these.
    const cold = (settings?: Settings) => () =>
      answerDashboard({ ...ctx, cache: makeMemoryCache() }, id, settings ?? {})
    const runs = env.quick ? 8 : 40
    const coldTimes = await sample(cold(), { warm: 3, runs })
    const cachedTimes = await sample(() => look(), { warm: 3, runs: runs * 3 })
    const yearTimes = await sample(cold({ period: 'last_year' }), { warm: 1, runs: env.quick ? 3 : 10 })
    env.tell(
      `cold p50 ${percentile(coldTimes, 0.5).toFixed(0)} ms, over a year p50 ${percentile(yearTimes, 0.5).toFixed(0)} ms; known p50 ${percentile(cachedTimes, 0.5).toFixed(1)} ms`,
    )
    return [
      atMost(`a dashboard of ${widgets.length} widgets, cold, p95`, percentile(coldTimes, 0.95), 'ms', 500),
      atMost('the same, kept answers, p95', percentile(cachedTimes, 0.95), 'ms', 100),
    ]
  },
})
