import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { bucketKey, bucketsOf } from './periods.ts'
import { accountKeys, joinReads, passesOf } from './reading.ts'
import type { Cell, Read, Reading } from './reading.ts'

/** A level that was read so many days ago still stands; an older one is not measured. */
const levelHoldsDays = 8

interface LevelRow {
  key: string | null
  at: number
  value: number | null
  n: number
  oldest: Date | null
  newest: Date | null
}

/** Followers at the end of the period and of each of its steps: each account's last figure by then. */
export async function readFollowers(ctx: Ctx, reading: Reading): Promise<Read> {
  const { ids, keys } = accountKeys(reading)
  const buckets = reading.grain ? bucketsOf(reading.period, reading.grain) : []
  const reads = await Promise.all(
    passesOf(reading).map(async ({ byKey, byBucket }): Promise<Read> => {
      const ends = byBucket ? buckets.map((bucket) => bucket.to) : [reading.period.to]
      const { rows } = await sql<LevelRow>`
        select ${byKey ? sql`k.key` : sql`null::text`} as key, e.at::int - 1 as at, sum(l.value) as value,
          count(l.value)::int as n, min(l.captured_at) as oldest, max(l.captured_at) as newest
        from unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key)
        cross join unnest(${ends}::date[]) with ordinality e(day, at)
        cross join lateral (select value, captured_at from account_days d
          where d.org_id = ${ctx.orgId} and d.channel_id = k.channel_id and d.measure = 'followers'
            and d.day <= e.day and d.day > e.day - ${levelHoldsDays}::int
          order by d.day desc limit 1) l
        group by 1, 2`.execute(ctx.db)
      return {
        cells: rows.map((row): Cell => {
          const bucket = byBucket && reading.grain ? buckets[row.at] : undefined
          return {
            metric: 'followers',
            key: byKey ? (row.key ?? '') : undefined,
            bucket: bucket && reading.grain ? bucketKey(bucket, reading.grain) : undefined,
            value: row.value,
            n: row.n,
          }
        }),
        ...edges(rows),
      }
    }),
  )
  return joinReads(reads)
}

interface GrowthRow {
  key: string | null
  bucket: string | null
  /** 1 where the column is not part of this grouping. */
  noKey: number
  noBucket: number
  value: number | null
  n: number
  oldest: Date | null
  newest: Date | null
}

/**
 * Gained less lost. Where the platform tells no daily figure it is the difference of two measured levels; the first
 * measured day has nothing before it and counts for nothing. All passes are one reading: it looks at every day.
 */
export async function readGrowth(ctx: Ctx, reading: Reading): Promise<Read> {
  const { ids, keys } = accountKeys(reading)
  const { from, to } = reading.period
  const passes = passesOf(reading)
  const hasKey = passes.some((pass) => pass.byKey)
  const hasBucket = passes.some((pass) => pass.byBucket)
  const sets = sql.join(
    passes.map(({ byKey, byBucket }) =>
      sql.raw(`(${[...(byKey ? ['key'] : []), ...(byBucket ? ['bucket'] : [])].join(', ')})`),
    ),
  )
  const days = (measure: string) => sql`account_days where org_id = ${ctx.orgId}
    and channel_id = any(${ids}::uuid[]) and measure = ${measure}
    and day > ${from}::date - ${levelHoldsDays}::int and day <= ${to}::date`
  const { rows } = await sql<GrowthRow>`
    with told as materialized (select channel_id, day, value, captured_at from ${days('follower_growth')}),
    levels as (select channel_id, day, captured_at,
        value - lag(value) over (partition by channel_id order by day) as value from ${days('followers')}),
    grown as (select channel_id, day, value, captured_at from told
      union all select l.channel_id, l.day, l.value, l.captured_at from levels l
      where not exists (select from told t where t.channel_id = l.channel_id and t.day = l.day)),
    placed as (select ${reading.by === 'day_of_week' ? sql`extract(isodow from g.day)::text` : sql`k.key`} as key,
        ${reading.grain ? sql`date_trunc(${reading.grain}, g.day)::date::text` : sql`null::text`} as bucket,
        g.value, g.captured_at
      from grown g join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = g.channel_id
      where g.day >= ${from}::date)
    select ${hasKey ? sql`key` : sql`null::text as key`}, ${hasBucket ? sql`bucket` : sql`null::text as bucket`},
      ${hasKey ? sql`grouping(key)` : sql`1`} as "noKey", ${hasBucket ? sql`grouping(bucket)` : sql`1`} as "noBucket",
      sum(value) as value,
      count(value)::int as n, min(captured_at) as oldest, max(captured_at) as newest
    from placed group by grouping sets (${sets})`.execute(ctx.db)
  const asked = rows.filter((row) =>
    passes.some(({ byKey, byBucket }) => byKey === (row.noKey === 0) && byBucket === (row.noBucket === 0)),
  )
  return {
    cells: asked.map((row): Cell => ({
      metric: 'follower_growth',
      key: row.noKey === 0 ? (row.key ?? '') : undefined,
      bucket: row.noBucket === 0 ? (row.bucket ?? '') : undefined,
      value: row.value,
      n: row.n,
    })),
    ...edges(asked),
  }
}

function edges(rows: Array<{ oldest: Date | null; newest: Date | null }>) {
  const times = (pick: 'oldest' | 'newest') => rows.flatMap((row) => (row[pick] ? [row[pick].getTime()] : []))
  const [oldest, newest] = [times('oldest'), times('newest')]
  return {
    oldest: oldest.length > 0 ? new Date(Math.min(...oldest)) : null,
    newest: newest.length > 0 ? new Date(Math.max(...newest)) : null,
  }
}
