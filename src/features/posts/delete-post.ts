import { withdraw } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound, precondition } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { called } from './change.ts'
import { idleTargets } from './editable.ts'
import { postCreated, postDeleted } from './events.ts'
import { lockPost, rowViewOf, targetsOf } from './queries.ts'
import type { PostRowView } from './schema.ts'

/** Off the desk; `restorePost` brings it back as a draft. What is out stays out: it is only hidden here. */
export async function deletePost(ctx: Ctx, input: { postId: string }): Promise<void> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, input.postId)
    const targets = await targetsOf(tx, post.id, { lock: true })
    if (targets.some((target) => ['publishing', 'unknown'].includes(target.state))) {
      throw precondition(`Post ${called(post)} is going out right now. Wait for what becomes of it.`)
    }
    const view = await rowViewOf(tx, post.id)
    await withdraw(tx, { type: 'post', id: post.id })
    await idleTargets(tx, post.id)
    await tx.db
      .updateTable('posts')
      .set((eb) => ({ deleted_at: tx.clock.now(), submit_by: null, version: eb('version', '+', 1) }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', post.id)
      .execute()
    await audit(tx, {
      verb: 'post.delete',
      objectType: 'post',
      objectId: post.id,
      summary: `deleted post ${called(post)}`,
    })
    emit(tx, postDeleted, post.id, { post: view })
  })
}

/** Brings a deleted post back: as it was where it is out, else as a draft. */
export async function restorePost(ctx: Ctx, input: { postId: string }): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    const row = await tx.db
      .updateTable('posts')
      .set((eb) => ({ deleted_at: null, updated_at: tx.clock.now(), version: eb('version', '+', 1) }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', input.postId)
      .where('deleted_at', 'is not', null)
      .returning(['id', 'number', 'title', 'state'])
      .executeTakeFirst()
    if (!row) throw notFound('post')
    if (!['published', 'partly_published', 'failed'].includes(row.state)) {
      await tx.db
        .updateTable('posts')
        .set({ state: 'draft', state_reason: null, approved_hash: null, approval_id: null })
        .where('org_id', '=', tx.orgId)
        .where('id', '=', row.id)
        .execute()
    }
    await audit(tx, {
      verb: 'post.restore',
      objectType: 'post',
      objectId: row.id,
      summary: `brought back post ${called(row)}`,
    })
    const view = await rowViewOf(tx, row.id)
    emit(tx, postCreated, row.id, { post: view })
    return view
  })
}
