import type { Ctx } from '#kernel/app.ts'
import { changePost } from './change.ts'
import { lockPost, targetsOf } from './queries.ts'
import type { PostState, TargetState } from './schema.ts'

/** What a post is, by what became of its targets; undefined: they say nothing, so it stays what it is. */
export function summarise(targets: ReadonlyArray<{ state: TargetState }>): PostState | undefined {
  const states = targets.map((target) => target.state).filter((state) => state !== 'cancelled')
  const some = (...wanted: TargetState[]) => states.some((state) => wanted.includes(state))
  if (states.length === 0) return undefined
  if (some('publishing')) return 'publishing'
  if (some('unknown')) return 'unknown'
  if (some('due')) return some('published') ? 'publishing' : 'scheduled'
  if (states.every((state) => state === 'published')) return 'published'
  if (some('published')) return 'partly_published'
  if (some('failed')) return 'failed'
  return some('missed') ? 'missed' : undefined
}

/**
 * After a change of targets, in its transaction: brings the post's state in line and tells of it. The post's row is
 * locked before its targets' wherever both are.
 */
export async function applySummary(tx: Ctx, postId: string, reason?: string): Promise<void> {
  const post = await lockPost(tx, postId)
  const state = summarise(await targetsOf(tx, postId)) ?? post.state
  await changePost(
    tx,
    post,
    { state, state_reason: reason ?? (state === post.state ? post.state_reason : null) },
    { changed: state === post.state ? ['targets'] : ['targets', 'state'] },
  )
}
