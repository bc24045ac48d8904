import { allScopes } from '#contracts/scopes.ts'
import { makeRendition } from '#features/media/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { changePost, keepVersion } from './change.ts'
import { checkFrozen } from './check-post.ts'
import { findPost, lockPost } from './queries.ts'
import { freezePost, submitLocked } from './submit-post.ts'

/** Pictures first, one by one; then the post is what it will be, and is submitted where somebody asked for that. */
export async function prepareMedia(ctx: Ctx, postId: string): Promise<void> {
  const post = await unlessGone(findPost(ctx, { postId }))
  if (!post) return
  const { missing } = await freezePost(ctx, post)
  try {
    for (const { sourceId, spec } of missing) await makeRendition(ctx, sourceId, spec)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return refuse(ctx, postId, error.message)
  }
  await settle(ctx, postId)
}

async function settle(ctx: Ctx, postId: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const post = await unlessGone(lockPost(tx, postId))
    if (!post || post.approved_hash === post.hash || post.state === 'in_review') return
    const frozen = await freezePost(tx, post)
    // An edit meanwhile brought others: its own job makes them.
    if (frozen.missing.length > 0) return
    if (post.submit_by) return submitFor(tx, { ...post, submit_by: post.submit_by }, frozen)
    if (frozen.hash === post.hash) return
    await keepVersion(tx, post.id, post.content_version, frozen)
    await changePost(tx, post, { hash: frozen.hash }, { changed: ['media'] })
  })
}

type Locked = Awaited<ReturnType<typeof lockPost>>

/** As the one who pressed Submit: their approval is asked for in their name. */
async function submitFor(
  tx: Ctx,
  post: Locked & { submit_by: NonNullable<Locked['submit_by']> },
  frozen: Awaited<ReturnType<typeof freezePost>>,
): Promise<void> {
  const stops = checkFrozen(frozen).filter((check) => check.level === 'stop')
  if (stops.length > 0) {
    const reason = stops.map((stop) => `${stop.name}: ${stop.message}`).join(' ')
    await changePost(tx, post, { submit_by: null, state_reason: reason }, { changed: ['state', 'preparing'] })
    return
  }
  const { actor, memberId, scopes } = post.submit_by
  const asker: Ctx = {
    ...tx,
    actor,
    memberId: memberId ?? undefined,
    scopes: new Set(allScopes.filter((scope) => scopes.includes(scope))),
  }
  await submitLocked(asker, post, frozen)
}

async function refuse(ctx: Ctx, postId: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const post = await unlessGone(lockPost(tx, postId))
    if (!post || post.state === 'in_review' || post.approved_hash === post.hash) return
    await changePost(tx, post, { submit_by: null, state_reason: reason }, { changed: ['state', 'preparing'] })
  })
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  }
}
