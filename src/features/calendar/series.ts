import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { createOccurrence, deletePost, getPost, planPost } from '#features/posts/index.ts'
import type { PostRowView } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, invalid, notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { calendarChanged } from './events.ts'
import { parseRecurrence } from './recurrence.ts'
import type { SeriesView } from './schema.ts'
import { json } from './settings.ts'
import { releaseSlot } from './slots.ts'
import type { SeriesTable } from './tables.ts'
import './tables.ts'

type Series = Selectable<SeriesTable>

/** Posts are made so far ahead, so that people can see and change each. */
export const horizonDays = 35
const dayMs = 86_400_000
const atOnce = 60

/** The post becomes the first time of a series, and the template of the others. */
export async function startSeries(
  tx: Ctx,
  input: { postId: string; rrule: string; version?: number },
): Promise<PostRowView> {
  const rule = parseRecurrence(input.rrule)
  const [first] = rule.after(tx.clock.now(), 1)
  if (!first) throw invalid('This repetition has ended already. Choose a later end.')
  const known = await getPost(tx, { postId: input.postId })
  if (known.seriesId !== null) await endSeries(tx, known.seriesId, known.id)
  const id = newId()
  const [second] = rule.after(first.instant, 1)
  await tx.db
    .insertInto('post_series')
    .values({
      org_id: tx.orgId,
      id,
      rrule: input.rrule.trim(),
      zone: rule.zone,
      template_post_id: input.postId,
      skipped: [],
      made_until: first.instant,
      next_at: second?.instant ?? null,
      by: json(tx.actor),
    })
    .execute()
  await releaseSlot(tx, input.postId)
  const post = await planPost(tx, {
    postId: input.postId,
    ...(input.version === undefined ? {} : { version: input.version }),
    at: first,
    seriesId: id,
    occurrenceAt: first.instant,
  })
  await audit(tx, {
    verb: 'calendar.series',
    objectType: 'post',
    objectId: input.postId,
    summary: `made post #${post.number} repeat: ${rule.words}`,
    details: { seriesId: id, rrule: input.rrule },
  })
  emit(tx, calendarChanged, id, { what: 'series', id })
  return post
}

/** Makes the posts of the coming weeks. Each time is made once; a skipped one never. */
export async function extendSeries(ctx: Ctx, seriesId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const series = await lockSeries(tx, seriesId)
    if (series.ended || !series.next_at) return
    const horizon = tx.clock.now().getTime() + horizonDays * dayMs
    const rule = parseRecurrence(series.rrule)
    const skipped = new Set(series.skipped.map((at) => at.getTime()))
    const from = new Date(Math.max(series.made_until?.getTime() ?? 0, 0))
    const due = rule.after(from, atOnce).filter((at) => at.instant.getTime() <= horizon)
    for (const at of due) {
      // A time that passed while nobody was there is left out, not caught up with.
      if (skipped.has(at.instant.getTime()) || at.instant < tx.clock.now()) continue
      await createOccurrence(tx, { templateId: series.template_post_id, seriesId, at })
    }
    const until = due.at(-1)?.instant ?? from
    const [next] = rule.after(until, 1)
    await tx.db
      .updateTable('post_series')
      .set({ made_until: until, next_at: next?.instant ?? null, ended: next === undefined })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', seriesId)
      .execute()
  })
}

async function lockSeries(tx: Ctx, id: string): Promise<Series> {
  const row = await tx.db
    .selectFrom('post_series')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('series')
  return row
}

/** One time is left out; the others stay. */
export async function skipOccurrence(ctx: Ctx, input: { seriesId: string; at: Date }): Promise<SeriesView> {
  requireScope(ctx, 'posts:publish')
  return inTransaction(ctx, async (tx) => {
    const series = await lockSeries(tx, input.seriesId)
    const isTime = parseRecurrence(series.rrule)
      .after(new Date(input.at.getTime() - 1), 1)
      .some((at) => at.instant.getTime() === input.at.getTime())
    if (!isTime) throw invalid('The series has no such time. Choose one of its times.')
    const made = await madePosts(tx, series.id, input.at, input.at)
    for (const { id } of made) {
      if (id === series.template_post_id)
        throw new AppError(
          'precondition',
          'This is the post that the others are made from. Move or edit it instead.',
        )
      await deletePost(tx, { postId: id })
    }
    await tx.db
      .updateTable('post_series')
      .set((eb) => ({
        skipped: sql<Date[]>`array_append(skipped, ${input.at}::timestamptz)`,
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', series.id)
      .execute()
    await told(tx, series.id, `left out ${input.at.toISOString()} of a series`)
    return getSeries(tx, series.id)
  })
}

/** No more of them: what is made and not out goes, save one post that is kept. */
export async function stopSeries(ctx: Ctx, input: { seriesId: string }): Promise<SeriesView> {
  requireScope(ctx, 'posts:publish')
  return inTransaction(ctx, async (tx) => {
    const series = await lockSeries(tx, input.seriesId)
    await endSeries(tx, series.id, series.template_post_id)
    await told(tx, series.id, 'stopped a series')
    return getSeries(tx, series.id)
  })
}

async function endSeries(tx: Ctx, seriesId: string, keepPostId: string): Promise<void> {
  await lockSeries(tx, seriesId)
  for (const { id } of await madePosts(tx, seriesId, tx.clock.now())) {
    if (id !== keepPostId) await deletePost(tx, { postId: id })
  }
  await tx.db
    .updateTable('post_series')
    .set((eb) => ({ ended: true, next_at: null, version: eb('version', '+', 1) }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', seriesId)
    .execute()
}

/** From this post on, all of them say what it says: a new series with the same rule begins with it. */
export async function changeFollowing(
  ctx: Ctx,
  input: { postId: string; rrule?: string | undefined },
): Promise<PostRowView> {
  requireScope(ctx, 'posts:publish')
  return inTransaction(ctx, async (tx) => {
    const post = await getPost(tx, { postId: input.postId })
    if (post.seriesId === null) throw invalid('This post does not repeat.')
    const series = await lockSeries(tx, post.seriesId)
    return startSeries(tx, { postId: post.id, rrule: input.rrule ?? series.rrule })
  })
}

/** Posts of a series that are not out yet. */
async function madePosts(tx: Ctx, seriesId: string, from: Date, to?: Date): Promise<Array<{ id: string }>> {
  return tx.db
    .selectFrom('posts')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('series_id', '=', seriesId)
    .where('occurrence_at', '>=', from)
    .$if(to !== undefined, (query) => query.where('occurrence_at', '<=', to ?? from))
    .where('deleted_at', 'is', null)
    .where('state', 'not in', ['publishing', 'published', 'partly_published', 'unknown'])
    .execute()
}

export async function getSeries(ctx: Ctx, id: string): Promise<SeriesView> {
  requireScope(ctx, 'posts:read')
  const row = await ctx.db
    .selectFrom('post_series')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('series')
  const rule = parseRecurrence(row.rrule)
  const skipped = new Set(row.skipped.map((at) => at.getTime()))
  return {
    id: row.id,
    rrule: row.rrule,
    zone: row.zone,
    words: rule.words,
    templatePostId: row.template_post_id,
    skipped: row.skipped.map((at) => at.toISOString()),
    nextAt: row.next_at?.toISOString() ?? null,
    ended: row.ended,
    next: row.ended
      ? []
      : rule
          .after(ctx.clock.now(), 10 + skipped.size)
          .filter((at) => !skipped.has(at.instant.getTime()))
          .slice(0, 10)
          .map((at) => ({ at: at.instant.toISOString(), wall: at.wall })),
  }
}

async function told(tx: Ctx, id: string, summary: string): Promise<void> {
  await audit(tx, { verb: 'calendar.series', objectType: 'series', objectId: id, summary })
  emit(tx, calendarChanged, id, { what: 'series', id })
}
