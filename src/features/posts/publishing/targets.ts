import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { postTrouble } from '../events.ts'
import type { troubleKinds } from '../events.ts'
import { lockPost } from '../queries.ts'
import type { PostRow, TargetRow } from '../queries.ts'
import type { TargetState } from '../schema.ts'

/** The post first, then its target: the order in which everybody locks them. */
export async function lockTarget(tx: Ctx, targetId: string): Promise<{ post: PostRow; target: TargetRow }> {
  const found = await tx.db
    .selectFrom('post_targets')
    .select('post_id')
    .where('org_id', '=', tx.orgId)
    .where('id', '=', targetId)
    .executeTakeFirst()
  if (!found) throw notFound('post')
  const post = await lockPost(tx, found.post_id)
  const target = await tx.db
    .selectFrom('post_targets')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', targetId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { post, target }
}

type TargetChange = Partial<{
  state: TargetState
  effective_at: Date | null
  published_id: string | null
  published_url: string | null
  published_at: Date | null
  failure_kind: string | null
  failure: string | null
  tries: number
  not_ready: number
  reconciles: number
  asked_at: Date | null
  late_told_at: Date | null
  handed_to: string | null
  steps_done: string[]
  handles: Record<string, string>
}>

/** Writes a change of a locked target. `release` gives the lease back. */
export async function changeTarget(
  tx: Ctx,
  targetId: string,
  { handles, ...change }: TargetChange,
  options: { release?: boolean } = {},
): Promise<void> {
  await tx.db
    .updateTable('post_targets')
    .set((eb) => ({
      ...change,
      ...(handles ? { handles: sql<never>`${JSON.stringify(handles)}::text::jsonb` } : {}),
      ...(options.release ? { lease_owner: null, lease_until: null } : {}),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', targetId)
    .execute()
}

/** Tells that a person is needed. */
export function tellTrouble(
  tx: Ctx,
  post: Pick<PostRow, 'id' | 'number' | 'title' | 'author_id'>,
  target: Pick<TargetRow, 'id' | 'channel_id'>,
  kind: (typeof troubleKinds)[number],
  message: string,
): void {
  emit(tx, postTrouble, post.id, {
    postId: post.id,
    number: post.number,
    title: post.title,
    authorId: post.author_id,
    targetId: target.id,
    channelId: target.channel_id,
    kind,
    message,
  })
}
