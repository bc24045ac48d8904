import type postgres from 'postgres'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { readCalendar } from '#features/calendar/index.ts'
import { atMost, defineBench, percentile } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { countSequentialScans, sample } from './kit/sample.ts'

const dayMs = 86_400_000
const [posts, accounts, orgs] = [10_000, 50, 5]

/** The month view: six weeks of a team that plans ten thousand posts a year on fifty accounts, among other teams. */
export const bench = defineBench({
  name: 'calendar',
  unit: 'ms',
  async run(env) {
    const database = await env.database()
    const sql = env.sql(database.superuserUrl)
    const orgIds = Array.from({ length: orgs }, () => newId())
    for (const orgId of orgIds) await insertYear(sql, orgId)
    await sql`vacuum analyze`
    const { ctxOf } = await openApp(env, database)
    const ctx = ctxOf(must(orgIds[0], 'organisation'), newId())
    let entries = 0
    let turn = 0
    const month = async () => {
      const from = new Date(Date.now() + (turn++ % 10) * 30 * dayMs)
      const view = await readCalendar(ctx, { from, to: new Date(from.getTime() + 42 * dayMs) })
      entries = JSON.parse(JSON.stringify(view)).entries.length
    }
    const runs = env.quick ? 50 : 400
    const times = await sample(month, { warm: 20, runs })
    const scans = await countSequentialScans(env, database, ['posts', 'post_targets'], async () => {
      for (let n = 0; n < 10; n++) await month()
    })
    env.tell(`${entries} posts in a month's view, p50 ${percentile(times, 0.5).toFixed(1)} ms`)
    return [
      atMost(
        'calendar, a month of 10,000 posts a year on 50 accounts, p95',
        percentile(times, 0.95),
        'ms',
        50,
      ),
      atMost('sequential scans of posts meanwhile', scans, 'scans', 0),
    ]
  },
})

/** Posts at times spread over a year, each on three accounts. */
async function insertYear(sql: postgres.Sql, orgId: string): Promise<void> {
  await sql`insert into orgs (id, name) values (${orgId}, 'Bench')`
  await sql`insert into channels (org_id, id, connector, external_id, name, credentials)
    select ${orgId}::uuid, id, 'facebook', id::text, 'Account ' || n, '' from (
      select n, uuidv7() as id from generate_series(1, ${accounts}::int) n) made`
  await sql`insert into posts (org_id, id, number, title, state, content, hash, planned_at, planned_wall, planned_zone, author)
    select ${orgId}::uuid, uuidv7(), n, 'Post ' || n, 'scheduled', '{"text":"Words of a post","media":[]}', md5(n::text),
      at, to_char(at, 'YYYY-MM-DD"T"HH24:MI'), 'Europe/Berlin', '{"kind":"system"}'
    from generate_series(1, ${posts}::int) n,
      lateral (select now() + make_interval(secs => (n * 7919 % ${posts}) * (365 * 86400.0 / ${posts}))) t(at)`
  await sql`with numbered as (select id, row_number() over (order by id) - 1 as at from channels where org_id = ${orgId})
    insert into post_targets (org_id, id, post_id, channel_id, state, effective_at)
    select p.org_id, uuidv7(), p.id, c.id, 'due', p.planned_at
    from posts p, generate_series(0, 2) k join numbered c on true
    where p.org_id = ${orgId} and c.at = (p.number + k * 17) % ${accounts}`
}
