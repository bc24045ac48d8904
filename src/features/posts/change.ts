import type { Updateable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { emit } from '#kernel/outbox.ts'
import { postChanged } from './events.ts'
import type { Frozen } from './freeze.ts'
import { json, rowViewOf } from './queries.ts'
import type { PostRow } from './queries.ts'
import type { PostRowView } from './schema.ts'
import type { PostTable } from './tables.ts'

/** Writes a change of a locked post, and tells of it. `summary` in the past tense, for the audit log. */
export async function changePost(
  tx: Ctx,
  post: Pick<PostRow, 'id' | 'version'>,
  set: Updateable<PostTable>,
  told: { changed: string[]; verb?: string; summary?: string; details?: Record<string, unknown> },
): Promise<PostRowView> {
  await tx.db
    .updateTable('posts')
    .set((eb) => ({ ...set, version: eb('version', '+', 1), updated_at: tx.clock.now() }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', post.id)
    .execute()
  const view = await rowViewOf(tx, post.id)
  if (told.verb !== undefined) {
    await audit(tx, {
      verb: told.verb,
      objectType: 'post',
      objectId: post.id,
      summary: told.summary ?? told.verb,
      ...(told.details ? { details: told.details } : {}),
    })
  }
  emit(tx, postChanged, post.id, { post: view, changed: told.changed })
  return view
}

/** Freezes what a version is. The same content again is there already. */
export async function keepVersion(tx: Ctx, postId: string, version: number, frozen: Frozen): Promise<void> {
  await tx.db
    .insertInto('post_versions')
    .values({
      org_id: tx.orgId,
      post_id: postId,
      version,
      hash: frozen.hash,
      snapshot: json(frozen.snapshot),
      by: json(tx.actor),
      at: tx.clock.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** #12 "Spring sale": how a post is called in sentences. */
export const called = (post: { number: number; title: string }) => `#${post.number} “${post.title}”`

/** In a chat a draft is seen at once; on the web the browser draws it. */
export const seenInChat = (ctx: Ctx) =>
  ctx.origin !== undefined && !['web', 'api'].includes(ctx.origin.surface)
