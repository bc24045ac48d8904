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
  value: number | null
  n: number
  oldest: Date | null
  newest: Date | null
}

/**
 * Gained less lost. Where the platform tells no daily figure it is the difference of two measured levels; the first
 * measured day has nothing before it and counts for nothing.
 */
export async function readGrowth(ctx: Ctx, reading: Reading): Promise<Read> {
  const { ids, keys } = accountKeys(reading)
  const { from, to } = reading.period
  const reads = await Promise.all(
    passesOf(reading).map(async ({ byKey, byBucket }): Promise<Read> => {
      const key = reading.by === 'day_of_week' ? sql`extract(isodow from g.day)::text` : sql`k.key`
      const { rows } = await sql<GrowthRow>`
        with days as (select channel_id, day, max(captured_at) as captured_at,
            max(value) filter (where measure = 'follower_growth') as told,
            max(value) filter (where measure = 'followers') as level
          from account_days where org_id = ${ctx.orgId} and channel_id = any(${ids}::uuid[])
            and measure in ('follower_growth', 'followers')
            and day > ${from}::date - ${levelHoldsDays}::int and day <= ${to}::date
          group by 1, 2),
        grown as (select channel_id, day, captured_at,
            coalesce(told, level - lag(level) over (partition by channel_id order by day)) as value from days)
        select ${byKey ? key : sql`null::text`} as key,
          ${byBucket ? sql`date_trunc(${reading.grain}, g.day)::date::text` : sql`null::text`} as bucket,
          sum(g.value) as value, count(g.value)::int as n,
          min(g.captured_at) as oldest, max(g.captured_at) as newest
        from grown g join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = g.channel_id
        where g.day >= ${from}::date group by 1, 2`.execute(ctx.db)
      return {
        cells: rows.map((row): Cell => ({
          metric: 'follower_growth',
          key: byKey ? (row.key ?? '') : undefined,
          bucket: byBucket ? (row.bucket ?? '') : undefined,
          value: row.value,
          n: row.n,
        })),
        ...edges(rows),
      }
    }),
  )
  return joinReads(reads)
}

function edges(rows: Array<{ oldest: Date | null; newest: Date | null }>) {
  const times = (pick: 'oldest' | 'newest') => rows.flatMap((row) => (row[pick] ? [row[pick].getTime()] : []))
  const [oldest, newest] = [times('oldest'), times('newest')]
  return {
    oldest: oldest.length > 0 ? new Date(Math.min(...oldest)) : null,
    newest: newest.length > 0 ? new Date(Math.max(...newest)) : null,
  }
}
