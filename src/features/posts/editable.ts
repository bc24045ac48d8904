import type { Ctx } from '#kernel/app.ts'
import { precondition } from '#kernel/errors.ts'
import { called } from './change.ts'
import { targetsOf } from './queries.ts'
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
  ['publishing', 'published', 'unknown'].includes(target.state) || target.steps_done.length > 0

/** Nothing of it is due any more: whoever comes at its minute finds nothing to do. */
export async function idleTargets(tx: Ctx, postId: string): Promise<void> {
  await tx.db
    .updateTable('post_targets')
    .set((eb) => ({
      state: 'idle',
      effective_at: null,
      failure: null,
      failure_kind: null,
      late_told_at: null,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('post_id', '=', postId)
    .where('state', 'in', ['due', 'failed', 'missed'])
    .execute()
}
