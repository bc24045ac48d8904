import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { quietLine } from '#features/ask/index.ts'
import { formatValue } from '#features/charts/index.ts'
import { accountsOf, answerQuestion, instantsOf, metricOf, periodWords } from '#features/metrics/index.ts'
import type { MetricId, Question } from '#features/metrics/index.ts'
import type { BehindView } from './schema.ts'

const mostRows = 25

interface Asked {
  question: Question
  metric: MetricId
  /** What the row is one of; undefined: all together. */
  by: Question['by']
  row: string
}

/** What puts a conversation behind a figure, and what it adds to it. */
interface Source {
  from: RawBuilder<unknown>
  at: RawBuilder<unknown>
  where: RawBuilder<unknown>
  value: RawBuilder<unknown>
  /** The value in words. */
  words: (value: number) => string
}

const spells = sql`conversation_spells s`
const since = (to: string, from: string) =>
  sql`max(extract(epoch from ${sql.ref(to)} - ${sql.ref(from)}))::float8`

function sourceOf(metric: MetricId): Source {
  switch (metric) {
    case 'messages_received':
      return {
        from: sql`messages s`,
        at: sql`s.at`,
        where: sql`s.kind = 'message' and s.author_kind = 'contact'`,
        value: sql`count(*)::float8`,
        words: (value) => `${value} ${value === 1 ? 'message' : 'messages'}`,
      }
    case 'first_response_time':
      return {
        from: spells,
        at: sql`s.first_message_at`,
        where: sql`s.answered_at is not null`,
        value: since('s.answered_at', 's.first_message_at'),
        words: (value) => `answered after ${formatValue(value, 'seconds')}`,
      }
    case 'resolution_time':
      return {
        from: spells,
        at: sql`s.resolved_at`,
        where: sql`s.resolved_at is not null`,
        value: since('s.resolved_at', 's.opened_at'),
        words: (value) => `resolved after ${formatValue(value, 'seconds')}`,
      }
    case 'auto_reply_share':
      return {
        from: spells,
        at: sql`s.first_message_at`,
        where: sql`s.answered_at is not null`,
        value: sql`max((s.answered_by = 'rule')::int)::float8`,
        words: (value) => (value === 1 ? 'answered by a rule' : 'answered by a person'),
      }
    default:
      return {
        from: spells,
        at: sql`s.opened_at`,
        where: sql`true`,
        value: sql`count(*)::float8`,
        words: (value) => (value === 1 ? 'opened once' : `opened ${value} times`),
      }
  }
}

/** The conversations that count most for the figure. */
export async function behindInbox(ctx: Ctx, { question, metric, by, row }: Asked): Promise<BehindView> {
  requireScope(ctx, 'inbox:read')
  const isAccount = by === 'platform' || by === 'account'
  const asked = isAccount ? { ...question, filters: { ...question.filters, [by]: row } } : question
  const answer = await answerQuestion(ctx, asked)
  const { rows, total } = await readRows(
    ctx,
    asked,
    metric,
    stepOf(answer.zone, metric, by, row),
    answer.zone,
  )
  const { words } = sourceOf(metric)
  return {
    title: `${metricOf(metric).name}, ${periodWords(asked.period)}`,
    of: 'conversations',
    rows: rows.map(({ id, number, name, preview, value }) => ({
      key: id,
      label: `${name || `#${number}`}${preview ? `: ${preview}` : ''}`,
      detail: words(value),
      path: `/inbox/${id}`,
    })),
    more: Math.max(0, total - rows.length),
    quiet: quietLine(answer),
  }
}

function stepOf(zone: string, metric: MetricId, by: Question['by'], row: string): RawBuilder<unknown> {
  const local = sql`(${sourceOf(metric).at} at time zone ${zone})`
  if (by === 'day_of_week') return sql`and extract(isodow from ${local})::text = ${row}`
  return by === 'hour' ? sql`and extract(hour from ${local})::text = ${row}` : sql``
}

interface Row {
  id: string
  number: number
  name: string
  preview: string
  value: number
  total: number
}

async function readRows(
  ctx: Ctx,
  { period, filters = {} }: Question,
  metric: MetricId,
  step: RawBuilder<unknown>,
  zone: string,
): Promise<{ rows: Row[]; total: number }> {
  const source = sourceOf(metric)
  const { from, to } = instantsOf(period, zone)
  const accounts = await accountsOf(ctx, filters)
  const labels = filters.label === undefined ? undefined : [filters.label].flat()
  // A message is stored after it was written: its index finds where to begin.
  const early = metric === 'messages_received' ? sql`and s.created_at >= ${from}` : sql``
  const { rows } = await sql<Row>`
    with counted as (select s.conversation_id, ${source.value} as value from ${source.from}
      where s.org_id = ${ctx.orgId} and ${source.at} >= ${from} and ${source.at} < ${to} ${early}
        and ${source.where} and s.channel_id = any(${accounts.map(({ id }) => id)}::uuid[]) ${step}
      group by 1)
    select c.id, c.number, p.name, c.preview, k.value, count(*) over ()::int as total
    from counted k join conversations c on c.org_id = ${ctx.orgId} and c.id = k.conversation_id
      join contacts p on p.org_id = c.org_id and p.id = c.contact_id
    where ${labels ? sql`c.labels && ${labels}::text[]` : sql`true`}
    order by k.value desc, c.last_activity_at desc limit ${mostRows}`.execute(ctx.db)
  return { rows, total: rows[0]?.total ?? 0 }
}
