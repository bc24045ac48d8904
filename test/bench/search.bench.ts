import { searchMessages } from '#features/inbox/index.ts'
import { atMost, defineBench, median, ratioAtMost, type Row } from './bench.ts'
import type postgres from 'postgres'
import { openApp } from './kit/open-app.ts'
import { sample } from './kit/sample.ts'
import { seeded } from './kit/seed.ts'

/** The product's search under row security against the same question put straight, by a login that no policy holds. */
export const bench = defineBench({
  name: 'search',
  unit: 'ms',
  async run(env) {
    const data = await seeded(env)
    const { ctxOf } = await openApp(env, data.database)
    const ctx = ctxOf(data.org.id, data.org.memberIds[0] ?? '')
    const sql = env.sql(data.database.superuserUrl)
    const wanted = [
      {
        name: 'a rare word',
        q: data.rareWord,
        aimMs: 15,
        straight: sql`m.words @@ to_tsquery('simple', ${`'${data.rareWord}':*`})`,
      },
      {
        name: 'a common word',
        q: data.commonWord,
        aimMs: 60,
        straight: sql`m.words @@ to_tsquery('simple', ${`'${data.commonWord}':*`})`,
      },
      {
        name: 'a part of an order number',
        q: data.orderPart,
        aimMs: 30,
        straight: sql`m.text ilike ${`%${data.orderPart}%`}`,
      },
    ]
    const rows: Row[] = []
    for (const { name, q, aimMs, straight } of wanted) {
      const found = await searchMessages(ctx, q, { limit: 50 })
      const expected = await searchStraight(sql, data.org.id, straight)
      if (found.items.length === 0 || found.items.length !== Math.min(50, expected.length))
        throw new Error(`${q}: ${found.items.length} found, ${expected.length} straight`)
      const runs = { warm: 3, runs: 10 }
      const ours: number[] = []
      const limits: number[] = []
      for (let round = 0; round < (env.quick ? 2 : 10); round++) {
        ours.push(...(await sample(() => searchMessages(ctx, q, { limit: 50 }), runs)))
        limits.push(...(await sample(() => searchStraight(sql, data.org.id, straight), runs)))
      }
      rows.push(
        ratioAtMost(
          `search for ${name}, against the same without row security`,
          median(ours),
          'ms',
          median(limits),
          1.5,
        ),
        atMost(`search for ${name}`, median(ours), 'ms', aimMs),
      )
    }
    return rows
  },
})

/** The same page with the same columns, as one statement. */
const searchStraight = (
  sql: postgres.Sql,
  orgId: string,
  condition: postgres.PendingQuery<postgres.Row[]>,
) => sql`
  select f.id, f.created_at, f.text, f.at, f.kind, f.author_kind, f.author_name, c.id as conversation_id, c.number,
    c.status, p.name as contact_name, h.connector
  from (select * from messages m where m.org_id = ${orgId} and m.kind <> 'event' and ${condition}
      order by m.created_at desc, m.id desc limit 51) f
    join conversations c on c.org_id = f.org_id and c.id = f.conversation_id
    join contacts p on p.org_id = c.org_id and p.id = c.contact_id
    join channels h on h.org_id = c.org_id and h.id = c.channel_id
  order by f.created_at desc, f.id desc`
