import { moveSlot } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { called, changePost } from './change.ts'
import { editableTargets, idleTargets } from './editable.ts'
import { lockPost } from './queries.ts'
import type { PostRow } from './queries.ts'
import { planPostInput } from './schema.ts'
import type { PlanPost, PostRowView } from './schema.ts'
import { askAnew, makeDue } from './submit-post.ts'
import { refuseOtherVersion } from './versions.ts'

/**
 * Gives a post its time (calendar decides which). A draft keeps it until it is approved; what is approved goes on
 * the schedule, which takes the right to publish.
 */
export async function planPost(ctx: Ctx, input: PlanPost): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  const { postId, version, at, slotId, seriesId, occurrenceAt } = planPostInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, postId)
    await refuseOtherVersion(tx, post, version)
    await editableTargets(tx, post)
    const onSchedule = post.state === 'approved' || post.state === 'scheduled'
    if (onSchedule) requireScope(tx, 'posts:publish')
    const missed = post.state === 'missed' && post.approved_hash === post.hash
    if (missed) requireScope(tx, 'posts:publish')
    const planned = {
      planned_at: at.instant,
      planned_wall: at.wall,
      planned_zone: at.zone,
      slot_id: slotId ?? null,
      ...(seriesId === undefined ? {} : { series_id: seriesId }),
      ...(occurrenceAt === undefined ? {} : { occurrence_at: occurrenceAt }),
    }
    const told = {
      verb: 'post.plan',
      summary: `planned post ${called(post)} for ${at.wall} (${at.zone})`,
      details: { at: at.instant.toISOString(), wall: at.wall, zone: at.zone },
    }
    const moved = { ...post, ...planned }
    if (onSchedule || missed) await makeDue(tx, moved)
    const view = await changePost(
      tx,
      post,
      onSchedule || missed ? { ...planned, state: 'scheduled', state_reason: null } : planned,
      { changed: onSchedule || missed ? ['time', 'state'] : ['time'], ...told },
    )
    return (await timeMoved(tx, post, at.instant)) ?? view
  })
}

/** Off the calendar: what is approved stays approved and waits for a time. */
export async function unplanPost(
  ctx: Ctx,
  input: { postId: string; version?: number | undefined },
): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, input.postId)
    await refuseOtherVersion(tx, post, input.version)
    if (post.state === 'scheduled') requireScope(tx, 'posts:publish')
    await editableTargets(tx, post)
    await idleTargets(tx, post.id)
    const view = await changePost(
      tx,
      post,
      {
        planned_at: null,
        planned_wall: null,
        planned_zone: null,
        slot_id: null,
        ...(post.state === 'scheduled' ? { state: 'approved' as const, state_reason: null } : {}),
      },
      {
        changed: ['time', 'state'],
        verb: 'post.unplan',
        summary: `took post ${called(post)} off the schedule`,
      },
    )
    return (await timeMoved(tx, post, null)) ?? view
  })
}

/** Reminders move along; and where the policy approves the time, too, a moved one is asked for anew. */
async function timeMoved(tx: Ctx, post: PostRow, to: Date | null): Promise<PostRowView | undefined> {
  if (post.planned_at?.getTime() === to?.getTime()) return undefined
  await moveSlot(tx, { type: 'post', id: post.id, slotAt: to })
  if (post.approval_id === null) return undefined
  const approval = await tx.db
    .selectFrom('approvals')
    .select(['state', 'plan'])
    .where('org_id', '=', tx.orgId)
    .where('id', '=', post.approval_id)
    .executeTakeFirst()
  if (!approval) return undefined
  const bound = approval.plan.bindTime && ['pending', 'granted'].includes(approval.state)
  const lapsed = approval.state === 'expired' && post.state !== 'on_hold'
  if (!bound && !lapsed) return undefined
  return askAnew(tx, await lockPost(tx, post.id))
}
