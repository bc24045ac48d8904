import { withdraw } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { precondition } from '#kernel/errors.ts'
import { called, changePost } from './change.ts'
import { editableTargets, idleTargets } from './editable.ts'
import { lockPost } from './queries.ts'
import type { PostRow } from './queries.ts'
import type { PostRowView } from './schema.ts'
import { approveLocked, freezePost, submitLocked } from './submit-post.ts'

/** Stops a post before its time, whatever its approval. Anybody who may write may stop; to go on takes more. */
export async function holdPost(
  ctx: Ctx,
  input: { postId: string; reason?: string | undefined },
): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, input.postId)
    if (post.state === 'on_hold') throw precondition(`Post ${called(post)} is on hold already.`)
    await editableTargets(tx, post)
    await idleTargets(tx, post.id)
    return changePost(
      tx,
      post,
      {
        state: 'on_hold',
        state_reason: input.reason?.trim() || `${tx.actor.name} put it on hold.`,
        submit_by: null,
      },
      { changed: ['state'], verb: 'post.hold', summary: `put post ${called(post)} on hold` },
    )
  })
}

/** Takes it off hold: to the schedule where it is approved, else to where it was. */
export async function releasePost(ctx: Ctx, input: { postId: string }): Promise<PostRowView> {
  requireScope(ctx, 'posts:publish')
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, input.postId)
    if (post.state !== 'on_hold') throw precondition(`Post ${called(post)} is not on hold.`)
    if (post.planned_at && post.planned_at <= tx.clock.now()) {
      throw precondition(`The time of post ${called(post)} has passed. Give it a new one, then release it.`)
    }
    if (await approvalHolds(tx, post)) {
      return approveLocked(tx, post, { approvalId: post.approval_id, mayPublish: true })
    }
    const frozen = await freezePost(tx, post)
    if (frozen.targets.length > 0 && post.approval_id !== null) return submitLocked(tx, post, frozen)
    return changePost(
      tx,
      post,
      { state: 'draft', state_reason: null },
      { changed: ['state'], verb: 'post.release', summary: `took post ${called(post)} off hold` },
    )
  })
}

/** Back to a draft: what was asked for or granted is given up. */
export async function withdrawPost(ctx: Ctx, input: { postId: string }): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, input.postId)
    await editableTargets(tx, post)
    await withdraw(tx, { type: 'post', id: post.id })
    await idleTargets(tx, post.id)
    return changePost(
      tx,
      post,
      { state: 'draft', state_reason: null, submit_by: null, approved_hash: null, approval_id: null },
      { changed: ['state'], verb: 'post.withdraw', summary: `made post ${called(post)} a draft again` },
    )
  })
}

/**
 * Whether exactly this content may go out: nobody's approval is needed, or the approval that was granted for this
 * hash stands. The publisher asks it in the transaction before each call.
 */
export async function approvalHolds(
  tx: Ctx,
  post: Pick<PostRow, 'hash' | 'approved_hash' | 'approval_id'>,
): Promise<boolean> {
  if (post.approved_hash !== post.hash) return false
  if (post.approval_id === null) return true
  const approval = await tx.db
    .selectFrom('approvals')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('id', '=', post.approval_id)
    .where('hash', '=', post.hash)
    .where('state', '=', 'granted')
    .executeTakeFirst()
  return approval !== undefined
}
