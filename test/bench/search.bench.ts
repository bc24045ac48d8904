import type postgres from 'postgres'
import { searchMessages } from '#features/inbox/index.ts'
import { readSearch } from '../../src/features/inbox/queries.ts'
import { atMost, defineBench, forOrientation, median, ratioAtMost, type Row } from './bench.ts'
import { openApp } from './kit/open-app.ts'
import { sample } from './kit/sample.ts'
import { seeded } from './kit/seed.ts'

/**
 * The product's search under row security against the same statements by a login that no policy holds, and,
 * for orientation, against the one plain statement that one would write first.
 */
export const bench = defineBench({
  name: 'search',
  unit: 'ms',
  async run(env) {
    const data = await seeded(env)
    const { ctxOf } = await openApp(env, data.database)
    const ctx = ctxOf(data.org.id, data.org.memberIds[0] ?? '')
    const sql = env.sql(data.database.superuserUrl)
    await makeUnguarded(sql, data.org.id)
    const wanted = [
      { name: 'a rare word', q: data.rareWord, aimMs: 15 },
      { name: 'a common word', q: data.commonWord, aimMs: 60 },
      { name: 'a part of an order number', q: data.orderPart, aimMs: 30 },
    ]
    const rows: Row[] = []
    for (const { name, q, aimMs } of wanted) {
      const shapes = {
        ours: async () => (await searchMessages(ctx, q, { limit: 50 })).items,
        unguarded: async () => (await searchUnguarded(sql, data.org.id, q)).slice(0, 50),
        plain: async () => (await searchPlainly(sql, data.org.id, q)).slice(0, 50),
      }
      const found = await Promise.all(Object.values(shapes).map(async (search) => (await search()).length))
      if (new Set(found).size > 1 || !found[0]) throw new Error(`${q}: ${found.join(', ')} found`)
      const times = { ours: [] as number[], unguarded: [] as number[], plain: [] as number[] }
      for (let round = 0; round < (env.quick ? 2 : 15); round++) {
        for (const shape of ['ours', 'unguarded', 'plain'] as const) {
          times[shape].push(...(await sample(shapes[shape], { warm: 2, runs: 10 })))
        }
      }
      const ms = median(times.ours)
      rows.push(
        ratioAtMost(`search for ${name}, against no row security`, ms, 'ms', median(times.unguarded), 1.5),
        atMost(`search for ${name}`, ms, 'ms', aimMs),
        forOrientation(`one plain statement for ${name}`, median(times.plain), 'ms'),
      )
    }
    return rows
  },
})

/** The same function with an owner whom no policy holds. */
async function makeUnguarded(sql: postgres.Sql, orgId: string): Promise<void> {
  const [row] = await sql`select pg_get_functiondef('search_messages'::regproc) as text`
  await sql.unsafe(String(row?.['text']).replace(/search_messages/, 'search_unguarded'))
  await sql`select set_config('app.org_id', ${orgId}, false)`
}

/** As `searchMessages` asks. */
function searchUnguarded(sql: postgres.Sql, orgId: string, q: string) {
  const { words, part } = readSearch(q)
  return sql`
    select f.id, f.created_at, to_char(f.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_key,
      m.text, m.at, m.kind, m.author_kind, m.author_name, c.id as conversation_id, c.number, c.status,
      p.name as contact_name, h.connector
    from search_unguarded(${words}, ${part}, null::timestamptz, null::uuid, 51) f
    join messages m on m.org_id = ${orgId} and m.id = f.id
    join conversations c on c.org_id = m.org_id and c.id = m.conversation_id
    join contacts p on p.org_id = c.org_id and p.id = c.contact_id
    join channels h on h.org_id = c.org_id and h.id = c.channel_id
    order by f.created_at desc, f.id desc`
}

function searchPlainly(sql: postgres.Sql, orgId: string, q: string) {
  const { words, part } = readSearch(q)
  const condition = words ? sql`m.words @@ to_tsquery('simple', ${words})` : sql`m.text ilike ${part}`
  return sql`
    select f.id, f.created_at, f.text, f.at, f.kind, f.author_kind, f.author_name, c.id as conversation_id, c.number,
      c.status, p.name as contact_name, h.connector
    from (select * from messages m where m.org_id = ${orgId} and m.kind <> 'event' and ${condition}
        order by m.created_at desc, m.id desc limit 51) f
      join conversations c on c.org_id = f.org_id and c.id = f.conversation_id
      join contacts p on p.org_id = c.org_id and p.id = c.contact_id
      join channels h on h.org_id = c.org_id and h.id = c.channel_id
    order by f.created_at desc, f.id desc`
}
