import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { postStates } from '#features/posts/index.ts'
import { parseRecurrence } from './recurrence.ts'
import type { CalendarEntry, CalendarView } from './schema.ts'
import './tables.ts'

const longestMs = 100 * 86_400_000
const mostEntries = 4_000
const mostGhosts = 500
const mostSeries = 200

/** Posts of a period with their accounts, in one range of the index, and the times of series still without a post. */
export async function readCalendar(
  ctx: Ctx,
  query: { from: Date; to: Date; channelIds?: string[] | undefined; states?: string[] | undefined },
): Promise<CalendarView> {
  requireScope(ctx, 'posts:read')
  const { from, to } = query
  if (!(from < to) || to.getTime() - from.getTime() > longestMs)
    throw invalid('Ask for a period of at most a hundred days.')
  const states = postStates.filter((state) => query.states?.includes(state) ?? true)
  const { rows } = await sql<Row>`
    select p.id, p.number, p.title, p.state, p.planned_at as "plannedAt", p.planned_wall as wall, p.planned_zone as zone,
      p.series_id as "seriesId", p.content->'media'->0->>'mediaId' as "thumbMediaId",
      array(select t.channel_id from post_targets t where t.org_id = p.org_id and t.post_id = p.id) as "channelIds"
    from posts p
    where p.org_id = ${ctx.orgId} and p.deleted_at is null and p.planned_at is not null
      and p.planned_at >= ${from} and p.planned_at < ${to} and p.state = any(${states}::text[])
      and (${query.channelIds === undefined} or exists (select from post_targets t where t.org_id = p.org_id
        and t.post_id = p.id and t.channel_id = any(${query.channelIds ?? []}::uuid[])))
    order by p.planned_at, p.id limit ${mostEntries + 1}`.execute(ctx.db)
  const ghosts = query.channelIds === undefined ? await ghostsOf(ctx, from, to) : []
  return {
    entries: rows.slice(0, mostEntries).map((row) => ({ ...row, plannedAt: row.plannedAt.toISOString() })),
    more: rows.length > mostEntries,
    ghosts,
  }
}

type Row = Omit<CalendarEntry, 'plannedAt'> & { plannedAt: Date }

async function ghostsOf(ctx: Ctx, from: Date, to: Date): Promise<CalendarView['ghosts']> {
  const series = await ctx.db
    .selectFrom('post_series as s')
    .innerJoin('posts as p', (join) =>
      join.onRef('p.org_id', '=', 's.org_id').onRef('p.id', '=', 's.template_post_id'),
    )
    .select(['s.id', 's.rrule', 's.next_at', 's.skipped', 'p.title'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.ended', '=', false)
    .where('s.next_at', '<', to)
    .limit(mostSeries)
    .execute()
  return series
    .flatMap(({ id, rrule, next_at: next, skipped, title }) => {
      const out = new Set(skipped.map((at) => at.getTime()))
      const start = next && next > from ? next : from
      return parseRecurrence(rrule)
        .between(start, to, 100)
        .filter((at) => at.instant < to && !out.has(at.instant.getTime()))
        .map((at) => ({ seriesId: id, at: at.instant.toISOString(), title }))
    })
    .slice(0, mostGhosts)
}
