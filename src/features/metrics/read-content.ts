import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Measure } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import type { Metric } from './catalogue.ts'
import { sqlOf } from './custom/sql-of.ts'
import { instantsOf } from './periods.ts'
import { accountKeys, joinReads, passesOf } from './reading.ts'
import type { Read, Reading } from './reading.ts'

/** A post is ranked among at most so many; more than a person reads. */
const mostRows = 500

type Pass = { byKey: boolean; byBucket: boolean }
interface Row {
  key: string | null
  bucket: string | null
  oldest: Date | null
  newest: Date | null
  [column: string]: unknown
}

/** Value, and what is behind it, of a metric over rows that have a column per measure. */
function aggregates(metrics: Metric[]): RawBuilder<unknown> {
  return sql.join(
    metrics.flatMap((metric, at) => {
      const { value, n } = aggregateOf(metric)
      return [sql`${value} as ${sql.ref(`v${at}`)}`, sql`${n}::int as ${sql.ref(`n${at}`)}`]
    }),
  )
}

const column = (measure: Measure) => sql.ref(`f.${measure}`)
const added = (measures: Measure[]) =>
  sql`(${sql.join(
    measures.map((measure) => sql`coalesce(${column(measure)}, 0)`),
    sql` + `,
  )})`
const anyOf = (measures: Measure[]) => sql`coalesce(${sql.join(measures.map(column))}) is not null`

/** Which rows count for it, and what they come to. */
interface Aggregate {
  value: (rows: RawBuilder<unknown>) => RawBuilder<unknown>
  rows: RawBuilder<unknown>
}

function aggregateOf(metric: Metric): { value: RawBuilder<unknown>; n: RawBuilder<unknown> } {
  const { value, rows } = partsOf(metric)
  return { value: value(rows), n: sql`count(*) filter (where ${rows})` }
}

function partsOf({ id, make }: Metric): Aggregate {
  switch (make.kind) {
    case 'sum':
      return {
        value: (rows) => sql`sum(${column(make.of)}) filter (where ${rows})`,
        rows: sql`${column(make.of)} is not null`,
      }
    case 'sum_of':
      return {
        value: (rows) => sql`sum(${added(make.of)}) filter (where ${rows})`,
        rows: anyOf(make.of),
      }
    case 'ratio':
      return {
        value: (rows) => sql`100 * sum(${added(make.over)}) filter (where ${rows})
          / nullif(sum(${column(make.under)}) filter (where ${rows}), 0)`,
        rows: sql`(${anyOf(make.over)} and ${column(make.under)} is not null)`,
      }
    case 'published':
      return { value: (rows) => sql`(count(*) filter (where ${rows}))::float8`, rows: sql`true` }
    case 'formula': {
      const parts = new Map(make.leaves.map((leaf) => [leaf.id, partsOf(leaf)]))
      // Sums of what has all of it: else a numerator would have posts that its denominator does not know.
      const rows = sql`(${sql.join(
        [...parts.values()].map((part) => part.rows),
        sql` and `,
      )})`
      return { value: (all) => sqlOf(make.tree, (leaf) => parts.get(leaf)?.value(all) ?? sql`null`), rows }
    }
    default:
      throw new Error(`${id} is not a figure of posts or days`)
  }
}

/** Figures of the posts that went out in the period, as they stand now. */
export async function readPosts(ctx: Ctx, reading: Reading, metrics: Metric[]): Promise<Read> {
  const { from, to } = instantsOf(reading.period, reading.zone)
  const { ids, keys } = accountKeys(reading)
  const local = sql`(f.published_at at time zone ${reading.zone})`
  const keyOf = () => {
    switch (reading.by) {
      case 'format':
        return sql`f.format`
      case 'day_of_week':
        return sql`extract(isodow from ${local})::text`
      case 'hour':
        return sql`extract(hour from ${local})::text`
      case 'label':
        return sql`l.label`
      case 'post':
        return sql`f.post_id::text`
      default:
        return sql`k.key`
    }
  }
  return run(ctx, reading, metrics, (pass, columns) => {
    const key = pass.byKey ? keyOf() : sql`null::text`
    const bucket = pass.byBucket ? sql`date_trunc(${reading.grain}, ${local})::date::text` : sql`null::text`
    const labels =
      pass.byKey && reading.by === 'label'
        ? sql`cross join lateral unnest(case when cardinality(f.labels) = 0 then array[''] else f.labels end) l(label)`
        : sql``
    return sql<Row>`select ${key} as key, ${bucket} as bucket, ${columns},
        min(f.measured_at) as oldest, max(f.measured_at) as newest
      from measured_posts f
      join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = f.channel_id ${labels}
      where f.org_id = ${ctx.orgId} and f.published_at >= ${from} and f.published_at < ${to}
        ${reading.formats ? sql`and f.format = any(${reading.formats}::text[])` : sql``}
        ${reading.labels ? sql`and f.labels && ${reading.labels}::text[]` : sql``}
        ${reading.postIds ? sql`and f.post_id = any(${reading.postIds}::uuid[])` : sql``}
      group by 1, 2`
  })
}

/** Figures of the accounts, day by day. */
export async function readAccountDays(
  ctx: Ctx,
  reading: Reading,
  metrics: Metric[],
  measures: Measure[],
): Promise<Read> {
  const { ids, keys } = accountKeys(reading)
  const columns = sql.join(
    measures.map((measure) => sql`max(value) filter (where measure = ${measure}) as ${sql.ref(measure)}`),
  )
  return run(ctx, reading, metrics, (pass, values) => {
    const key = pass.byKey ? keyOfDay(reading) : sql`null::text`
    const bucket = pass.byBucket ? sql`date_trunc(${reading.grain}, f.day)::date::text` : sql`null::text`
    return sql<Row>`select ${key} as key, ${bucket} as bucket, ${values},
        min(f.captured_at) as oldest, max(f.captured_at) as newest
      from (select channel_id, day, max(captured_at) as captured_at, ${columns} from account_days
        where org_id = ${ctx.orgId} and channel_id = any(${ids}::uuid[]) and measure = any(${measures}::text[])
          and day >= ${reading.period.from}::date and day <= ${reading.period.to}::date
        group by channel_id, day) f
      join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = f.channel_id
      group by 1, 2`
  })
}

const keyOfDay = ({ by }: Reading) =>
  by === 'day_of_week' ? sql`extract(isodow from f.day)::text` : sql`k.key`

async function run(
  ctx: Ctx,
  reading: Reading,
  metrics: Metric[],
  query: (pass: Pass, columns: RawBuilder<unknown>) => RawBuilder<Row>,
): Promise<Read> {
  const reads = await Promise.all(
    passesOf(reading).map(async (pass) => {
      // A ranking of posts over years must not carry every post here.
      const ranked = pass.byKey && !pass.byBucket && reading.by === 'post'
      const whole = query(pass, aggregates(metrics))
      const { rows } = await (
        ranked
          ? sql<Row>`select * from (${whole}) r order by v0 ${sql.raw(reading.order)} nulls last, key limit ${mostRows}`
          : whole
      ).execute(ctx.db)
      return readOf(rows, metrics, pass)
    }),
  )
  return joinReads(reads)
}

function readOf(rows: Row[], metrics: Metric[], pass: Pass): Read {
  const times = (pick: 'oldest' | 'newest') => rows.flatMap((row) => (row[pick] ? [row[pick].getTime()] : []))
  return {
    cells: rows.flatMap((row) =>
      metrics.map((metric, at) => ({
        metric: metric.id,
        key: pass.byKey ? (row.key ?? '') : undefined,
        bucket: pass.byBucket ? (row.bucket ?? '') : undefined,
        value: numberOrNull(row[`v${at}`]),
        n: Number(row[`n${at}`] ?? 0),
      })),
    ),
    oldest: pass.byKey || times('oldest').length === 0 ? null : new Date(Math.min(...times('oldest'))),
    newest: pass.byKey || times('newest').length === 0 ? null : new Date(Math.max(...times('newest'))),
  }
}

const numberOrNull = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value)
