import type { Ctx } from '#kernel/app.ts'
import { precondition } from '#kernel/errors.ts'
import { called } from './change.ts'
import { json, targetsOf } from './queries.ts'
import type { PostRow, TargetRow } from './queries.ts'

const words: Partial<Record<PostRow['state'], string>> = {
  publishing: 'is going out right now',
  published: 'is out',
  partly_published: 'is out on some of its accounts',
  unknown: 'may be out already: say first whether it is',
}

/** The targets of a locked post, locked, if the post may still change: what readers may have seen does not. */
export async function editableTargets(tx: Ctx, post: PostRow): Promise<TargetRow[]> {
  const targets = await targetsOf(tx, post.id, { lock: true })
  const reason = words[post.state] ?? (targets.some(isTouched) ? 'has begun to go out' : undefined)
  if (reason !== undefined) {
    throw precondition(
      `Post ${called(post)} ${reason}, so it cannot be changed. Duplicate it and change the copy.`,
    )
  }
  return targets
}

/** Somebody publishes it now, or readers may see a part of it. */
const isTouched = (target: TargetRow) =>
  ['publishing', 'published', 'unknown'].includes(target.state) || target.published_id !== null

/** As a target that nobody has worked on. */
const fresh = {
  handles: json({}),
  steps_done: [],
  tries: 0,
  not_ready: 0,
  reconciles: 0,
  preflight: 0,
  started_at: null,
}

/**
 * Nothing of it is due any more: whoever comes at its minute finds nothing to do. What was prepared at the vendor
 * for the old content is forgotten.
 */
export async function idleTargets(tx: Ctx, postId: string): Promise<void> {
  await tx.db
    .updateTable('post_targets')
    .set((eb) => ({
      state: 'idle',
      effective_at: null,
      failure: null,
      failure_kind: null,
      late_told_at: null,
      ...fresh,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('post_id', '=', postId)
    .where('state', 'in', ['idle', 'due', 'failed', 'missed'])
    .where('published_id', 'is', null)
    .execute()
}
