import type postgres from 'postgres'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { chartOf } from '#features/ask/index.ts'
import { drawChart } from '#features/charts/index.ts'
import { answerQuestion } from '#features/metrics/index.ts'
import type { Question } from '#features/metrics/index.ts'
import { atMost, defineBench, percentile } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { countSequentialScans, sample } from './kit/sample.ts'

const [accounts, posts, days, orgs] = [100, 100_000, 730, 2]

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

async function insertTwoYears(sql: postgres.Sql, orgId: string): Promise<void> {
  await sql`insert into orgs (id, name, timezone) values (${orgId}, 'Bench', 'Europe/Berlin')`
  await sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    select ${orgId}::uuid, id, (array['instagram', 'facebook', 'x'])[n % 3 + 1], id::text, 'Account ' || n, '' from (
      select n, uuidv7() as id from generate_series(1, ${accounts}::int) n) made`
  await sql`insert into posts (org_id, id, number, title, state, content, labels, hash, author)
    select ${orgId}::uuid, uuidv7(), n, 'Post ' || n, 'published', '{}',
      case n % 3 when 0 then array['care'] when 1 then array['shop', 'sale'] else '{}'::text[] end, 'h', '{"kind":"system"}'
    from generate_series(1, ${posts}::int) n`
  await sql`with numbered as (select id, row_number() over (order by id) - 1 as at from channels where org_id = ${orgId})
    insert into measured_posts (org_id, target_id, post_id, channel_id, external_id, format, title, labels, published_at,
      impressions, reach, views, likes, comments, shares, saves, clicks, measured_at)
    select p.org_id, uuidv7(), p.id, c.id, p.number::text, (array['reel', 'image', 'text', 'carousel'])[p.number % 4 + 1],
      p.title, p.labels, now() - make_interval(secs => (p.number * 7919 % ${posts}) * (${days} * 86400.0 / ${posts})),
      p.number % 5000, p.number % 3000 + 1, p.number % 4000, p.number % 400, p.number % 40, p.number % 20, p.number % 60,
      p.number % 90, now()
    from posts p join numbered c on c.at = p.number % ${accounts} where p.org_id = ${orgId}`
  await sql`insert into account_days (org_id, channel_id, measure, day, value, captured_at)
    select c.org_id, c.id, m, current_date - d, 1000 + d * 3, now()
    from channels c, generate_series(0, ${days}::int) d, unnest(array['reach', 'followers']) m where c.org_id = ${orgId}`
  await sql`insert into metric_snapshots (org_id, channel_id, subject, measure, value, raw, api_version, captured_at)
    select org_id, channel_id, target_id, 'likes', likes, 'like_count', 'v1', now() from measured_posts where org_id = ${orgId}`
}
