import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { changePost, called } from './change.ts'
import { idleTargets } from './editable.ts'
import { lockPost } from './queries.ts'
import type { PostRow } from './queries.ts'
import { approveLocked } from './submit-post.ts'

export interface ApprovalOutcome {
  postId: string
  approvalId: string
  /** What was decided on. */
  hash: string
  outcome: 'granted' | 'changes_requested' | 'rejected' | 'withdrawn' | 'expired'
  by: string
  reason: string | null
  onLate?: 'hold' | 'next_slot'
}

/** Takes a decision over to the post, if it is still about what the post is now. Safe to repeat. */
export async function followApproval(ctx: Ctx, said: ApprovalOutcome): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const post = await lockUnlessGone(tx, said.postId)
    if (!post || post.hash !== said.hash || post.approval_id !== said.approvalId) return
    const waits = post.state === 'in_review'
    // On hold it is approved, and waits for whoever put it there.
    if (said.outcome === 'granted' && post.state === 'on_hold') return keepGranted(tx, post)
    if (!waits) return
    switch (said.outcome) {
      case 'granted':
        await approveLocked(tx, post, { approvalId: said.approvalId, mayPublish: true })
        return
      case 'changes_requested':
      case 'rejected':
        return refused(tx, post, said.outcome, said)
      case 'withdrawn':
        await changePost(
          tx,
          post,
          { state: 'draft', state_reason: null, approval_id: null },
          { changed: ['state'] },
        )
        return
      case 'expired':
        if (said.onLate === 'next_slot') return
        await idleTargets(tx, post.id)
        await changePost(
          tx,
          post,
          { state: 'on_hold', state_reason: 'It was not approved in time.' },
          {
            changed: ['state'],
            verb: 'post.hold',
            summary: `put post ${called(post)} on hold: not approved in time`,
          },
        )
    }
  })
}

async function keepGranted(tx: Ctx, post: PostRow): Promise<void> {
  if (post.approved_hash === post.hash) return
  await changePost(tx, post, { approved_hash: post.hash }, { changed: ['approval'] })
}

async function refused(
  tx: Ctx,
  post: PostRow,
  state: 'changes_requested' | 'rejected',
  said: ApprovalOutcome,
): Promise<void> {
  await idleTargets(tx, post.id)
  const reason = said.reason ? `${said.by}: ${said.reason}` : `${said.by} gave no reason.`
  await changePost(tx, post, { state, state_reason: reason }, { changed: ['state'] })
}

async function lockUnlessGone(tx: Ctx, postId: string): Promise<PostRow | undefined> {
  try {
    return await lockPost(tx, postId)
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}
