import { sql } from 'kysely'
import { getPost, planPost, unplanPost } from '#features/posts/index.ts'
import type { PostRowView } from '#features/posts/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { scheduleInput } from './schema.ts'
import type { Schedule, Scheduled, Warning, When } from './schema.ts'
import { startSeries } from './series.ts'
import { readSettings } from './settings.ts'
import { nextFreeSlots, releaseSlot, takeSlot } from './slots.ts'
import { atInstant, atWall } from './wall-time.ts'
import type { PlannedTime } from './wall-time.ts'

const slotTries = 20

/**
 * Gives a post its time: a wall clock in a zone, an instant, the next free slot, or a rule that repeats. A draft
 * keeps it until it is approved. Warnings never stop it.
 *
 * Errors: `invalid` (passed, skipped or doubled by the clocks), `precondition` (no free slot, or it is out already).
 */
export async function schedulePost(ctx: Ctx, input: Schedule): Promise<Scheduled> {
  requireScope(ctx, 'posts:write')
  const { postId, version, when } = scheduleInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const post = await plan(tx, postId, version, when)
    return { post, warnings: await warningsFor(tx, post) }
  })
}

async function plan(tx: Ctx, postId: string, version: number | undefined, when: When): Promise<PostRowView> {
  const versioned = version === undefined ? {} : { version }
  switch (when.kind) {
    case 'next_free':
      return planNextFree(tx, postId, versioned, when.category)
    case 'rrule':
      return startSeries(tx, { postId, rrule: when.rrule, ...versioned })
    default: {
      const at =
        when.kind === 'wall' ? atWall(when.wall, when.zone) : atInstant(new Date(when.instant), when.zone)
      refusePast(tx, at)
      await releaseSlot(tx, postId)
      return planPost(tx, { postId, ...versioned, at, slotId: null })
    }
  }
}

export function refusePast(ctx: Ctx, at: PlannedTime): void {
  if (at.instant.getTime() < ctx.clock.now().getTime() - 30_000)
    throw invalid(`${at.wall.replace('T', ' ')} in ${at.zone} has passed. Choose a later time.`)
}

/** Two people who ask at once get two slots: the key of the reservation decides. */
async function planNextFree(
  tx: Ctx,
  postId: string,
  versioned: { version?: number },
  category: string | undefined,
): Promise<PostRowView> {
  const { targets } = await getPost(tx, { postId })
  const channelIds = targets.map((target) => target.channelId)
  const free = await nextFreeSlots(tx, { channelIds, category, count: slotTries })
  for (const slot of free) {
    if (!(await takeSlot(tx, postId, slot))) continue
    const at = { instant: new Date(slot.at), wall: slot.wall, zone: slot.zone }
    return planPost(tx, { postId, ...versioned, at, slotId: slot.slotId })
  }
  throw new AppError(
    'precondition',
    'No free slot fits these accounts. Add slots under Settings → Publishing, or say a time.',
  )
}

/** Off the calendar; a slot that it had taken is free again. */
export async function unschedulePost(
  ctx: Ctx,
  input: { postId: string; version?: number | undefined },
): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    await releaseSlot(tx, input.postId)
    return unplanPost(tx, input)
  })
}

/** Other posts of the same accounts close by, and accounts that are paused. */
export async function warningsFor(ctx: Ctx, post: PostRowView): Promise<Warning[]> {
  if (post.plannedAt === null) return []
  const { warnWithinMinutes } = await readSettings(ctx)
  const { rows } = await sql<{
    channelId: string
    name: string
    number: number | null
    title: string | null
    paused: boolean | null
  }>`
    select c.id as "channelId", c.name, near.number, near.title, cp.paused
    from post_targets t join channels c on c.org_id = t.org_id and c.id = t.channel_id
    left join channel_publishing cp on cp.org_id = c.org_id and cp.channel_id = c.id
    left join lateral (select p.number, p.title from posts p
      join post_targets o on o.org_id = p.org_id and o.post_id = p.id and o.channel_id = t.channel_id
      where p.org_id = t.org_id and p.id <> t.post_id and p.deleted_at is null and p.planned_at is not null
        and p.planned_at between ${new Date(Date.parse(post.plannedAt) - warnWithinMinutes * 60_000)}
          and ${new Date(Date.parse(post.plannedAt) + warnWithinMinutes * 60_000)}
      order by p.planned_at limit 1) near on true
    where t.org_id = ${ctx.orgId} and t.post_id = ${post.id} order by c.name`.execute(ctx.db)
  return rows.flatMap((row): Warning[] => [
    ...(row.number === null
      ? []
      : [
          {
            kind: 'close' as const,
            channelId: row.channelId,
            message: `#${row.number} “${row.title ?? ''}” goes out on ${row.name} within ${warnWithinMinutes} minutes of it.`,
          },
        ]),
    ...(row.paused
      ? [
          {
            kind: 'paused' as const,
            channelId: row.channelId,
            message: `Publishing on ${row.name} is paused, so it will wait.`,
          },
        ]
      : []),
  ])
}
