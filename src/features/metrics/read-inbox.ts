import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { metricOf } from './catalogue.ts'
import { instantsOf } from './periods.ts'
import { accountKeys, joinReads, passesOf } from './reading.ts'
import type { Cell, Read, Reading } from './reading.ts'
import type { MetricId } from './schema.ts'

interface Source {
  table: RawBuilder<unknown>
  /** What puts a row in the period. */
  at: RawBuilder<unknown>
  where: RawBuilder<unknown>
  value: RawBuilder<unknown>
  n: RawBuilder<unknown>
}

const spells = sql`conversation_spells s`
const seconds = (to: string, from: string) =>
  sql`extract(epoch from ${sql.ref(to)} - ${sql.ref(from)})::float8`
const median = (of: RawBuilder<unknown>) => sql`percentile_cont(0.5) within group (order by ${of})`

function sourceOf(id: MetricId): Source {
  const { make } = metricOf(id)
  if (make.kind !== 'inbox') throw new Error(`${id} is not a figure of the inbox`)
  switch (make.what) {
    case 'received':
      return {
        table: sql`message_hours s`,
        at: sql`s.hour`,
        where: sql`true`,
        value: sql`sum(s.received)::float8`,
        n: sql`coalesce(sum(s.received), 0)::int`,
      }
    case 'opened':
      return {
        table: spells,
        at: sql`s.opened_at`,
        where: sql`true`,
        value: sql`count(*)::float8`,
        n: sql`count(*)::int`,
      }
    case 'first_response':
      return {
        table: spells,
        at: sql`s.first_message_at`,
        where: sql`s.answered_at is not null`,
        value: median(seconds('s.answered_at', 's.first_message_at')),
        n: sql`count(*)::int`,
      }
    case 'resolution':
      return {
        table: spells,
        at: sql`s.resolved_at`,
        where: sql`s.resolved_at is not null`,
        value: median(seconds('s.resolved_at', 's.opened_at')),
        n: sql`count(*)::int`,
      }
    case 'auto_share':
      return {
        table: spells,
        at: sql`s.first_message_at`,
        where: sql`s.answered_at is not null`,
        value: sql`100.0 * count(*) filter (where s.answered_by = 'rule') / nullif(count(*), 0)`,
        n: sql`count(*)::int`,
      }
  }
}

interface Row {
  key: string | null
  bucket: string | null
  value: number | string | null
  n: number
}

/** The inbox's own times and counts, from our log: never older than its reader, a few seconds. */
export async function readInbox(ctx: Ctx, reading: Reading, metric: MetricId): Promise<Read> {
  const source = sourceOf(metric)
  const { from, to } = instantsOf(reading.period, reading.zone)
  const { ids, keys } = accountKeys(reading)
  const local = sql`(${source.at} at time zone ${reading.zone})`
  const keyOf = () => {
    if (reading.by === 'day_of_week') return sql`extract(isodow from ${local})::text`
    if (reading.by === 'hour') return sql`extract(hour from ${local})::text`
    return sql`k.key`
  }
  const reads = await Promise.all(
    passesOf(reading).map(async ({ byKey, byBucket }): Promise<Read> => {
      const { rows } = await sql<Row>`
        select ${byKey ? keyOf() : sql`null::text`} as key,
          ${byBucket ? sql`date_trunc(${reading.grain}, ${local})::date::text` : sql`null::text`} as bucket,
          ${source.value} as value, ${source.n} as n
        from ${source.table}
        join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = s.channel_id
        where s.org_id = ${ctx.orgId} and ${source.at} >= ${from} and ${source.at} < ${to} and ${source.where}
          ${labelled(ctx, reading)}
        group by 1, 2`.execute(ctx.db)
      return {
        cells: rows.map((row): Cell => ({
          metric,
          key: byKey ? (row.key ?? '') : undefined,
          bucket: byBucket ? (row.bucket ?? '') : undefined,
          value: row.value === null ? null : Number(row.value),
          n: row.n,
        })),
        oldest: null,
        newest: null,
      }
    }),
  )
  return joinReads(reads)
}

const labelled = (ctx: Ctx, { labels }: Reading) =>
  labels
    ? sql`and exists (select from conversations c where c.org_id = ${ctx.orgId} and c.id = s.conversation_id
        and c.labels && ${labels}::text[])`
    : sql``
