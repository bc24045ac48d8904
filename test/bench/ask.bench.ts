import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { chartOf } from '#features/ask/index.ts'
import { drawChart } from '#features/charts/index.ts'
import { answerQuestion } from '#features/metrics/index.ts'
import type { Question } from '#features/metrics/index.ts'
import { atMost, defineBench, percentile } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { countSequentialScans, sample } from './kit/sample.ts'
import { days, insertTwoYears } from './kit/two-years.ts'

const orgs = 2

/** A manager's questions over two years of a hundred accounts and a hundred thousand posts, and their charts. */
export const bench = defineBench({
  name: 'ask',
  unit: 'ms',
  async run(env) {
    const database = await env.database()
    const sql = env.sql(database.superuserUrl)
    const orgIds = Array.from({ length: orgs }, () => newId())
    for (const orgId of orgIds) await insertTwoYears(sql, orgId)
    await sql`vacuum analyze`
    const { app, ctxOf } = await openApp(env, database)
    const ctx = ctxOf(must(orgIds[0], 'organisation'), newId())
    const questions = questionsOf()
    let turn = 0
    const ask = () => answerQuestion(ctx, must(questions[turn++ % questions.length], 'question'))
    const runs = env.quick ? 24 : 160
    const times = await sample(ask, { warm: 16, runs })
    const month = new Date().toISOString().slice(0, 7).replace('-', '')
    const watched = ['account_days', `metric_snapshots_${month}`]
    const scans = await countSequentialScans(env, database, watched, async () => {
      for (const _ of questions) await ask()
    })
    const chart = must(chartOf(await answerQuestion(ctx, must(questions[1], 'question'))), 'chart')
    const drawn = await sample(() => drawChart(app, chart), { warm: 3, runs: env.quick ? 10 : 60 })
    env.tell(
      `p50 ${percentile(times, 0.5).toFixed(0)} ms; a chart p50 ${percentile(drawn, 0.5).toFixed(0)} ms`,
    )
    return [
      atMost('a question over 2 years, 100 accounts, 100,000 posts, p95', percentile(times, 0.95), 'ms', 300),
      atMost('sequential scans of snapshots meanwhile', scans, 'scans', 0),
      atMost('chart as PNG, p95', percentile(drawn, 0.95), 'ms', 400),
    ]
  },
})

function questionsOf(): Question[] {
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  const all = { from: day(days - 1), to: day(1) }
  const year = { from: day(365), to: day(1) }
  return [
    { metrics: ['engagements'], by: 'platform', period: year, compare: 'previous_year' },
    { metrics: ['reach'], grain: 'week', by: 'platform', period: all },
    { metrics: ['saves', 'likes'], by: 'post', top: 5, period: all },
    { metrics: ['engagement_rate', 'posts_published'], by: 'format', period: all },
    { metrics: ['engagements'], by: 'hour', period: all },
    { metrics: ['followers', 'follower_growth'], by: 'account', period: all },
    { metrics: ['likes'], grain: 'month', period: all, compare: 'previous_period' },
    { metrics: ['engagements'], by: 'label', period: year },
  ]
}
