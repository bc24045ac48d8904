import type { Evidence, PublishStep } from '#contracts/publisher.ts'
import { channelIo, connectorOf, getChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { enqueue } from '#kernel/outbox.ts'
import { contentToPublish } from '../publish-content.ts'
import { job as reconcileTarget } from '../jobs/reconcile-target.ts'
import { applySummary } from '../summarise.ts'
import { closeAttempt, firstTried, unknownAttempt } from './attempts.ts'
import { filesFor } from './call-step.ts'
import { keepDone } from './end-step.ts'
import { changeTarget, lockTarget, tellTrouble } from './targets.ts'

/** Pauses after the first look; then a person is asked. All within two minutes of the lost answer. */
const pausesMs = [10_000, 30_000]

/** Looks once for evidence of an unknown outcome, and settles it, looks again later, or asks a person. */
export async function reconcile(ctx: Ctx, targetId: string): Promise<void> {
  const seen = await inTransaction(ctx, async (tx) => {
    const { post, target } = await lockTarget(tx, targetId)
    const attempt = await unknownAttempt(tx, targetId)
    if (target.state !== 'unknown' || target.asked_at !== null || !attempt) return undefined
    return { post, target, attempt, since: await firstTried(tx, targetId, attempt.step) }
  })
  if (!seen) return
  const { post, target, attempt, since } = seen
  const step: PublishStep = { name: attempt.step, label: attempt.step, effect: 'public' }
  const evidence = await look(ctx, {
    postId: post.id,
    version: post.content_version,
    hash: post.hash,
    channelId: target.channel_id,
    targetId,
    handles: target.handles,
    step,
    since,
  })
  await settle(ctx, targetId, attempt.id, attempt.step, evidence)
}

async function look(
  ctx: Ctx,
  what: {
    postId: string
    version: number
    hash: string
    channelId: string
    targetId: string
    handles: Record<string, string>
    step: PublishStep
    since: Date
  },
): Promise<Evidence> {
  const channel = await getChannelRow(ctx, what.channelId)
  const publisher = connectorOf(ctx, channel.connector).publish
  if (!publisher?.reconcile) return { kind: 'no_evidence' }
  try {
    const content = await contentToPublish(ctx, what)
    const { step, handles, targetId, since } = what
    return await publisher.reconcile(channelIo(ctx, channel), {
      content,
      step,
      handles,
      targetId,
      since,
      ...filesFor(ctx),
    })
  } catch (error) {
    ctx.log.info({ reason: errorText(error), targetId: what.targetId }, 'evidence could not be looked for')
    return { kind: 'no_evidence' }
  }
}

async function settle(
  ctx: Ctx,
  targetId: string,
  attemptId: string,
  step: string,
  evidence: Evidence,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const { post, target } = await lockTarget(tx, targetId)
    if (target.state !== 'unknown') return
    const now = tx.clock.now()
    if (evidence.kind === 'published') {
      if (!(await closeAttempt(tx, attemptId, { outcome: 'done' }, 'evidence'))) return
      await keepDone(tx, step, target, {
        handles: evidence.handles ?? {},
        // What a later part or the comment is called is not the address of the post.
        ...(target.published_id === null ? { post: evidence.post } : {}),
      })
      await changeTarget(tx, targetId, { state: 'due', effective_at: now, failure: null, failure_kind: null })
      return applySummary(tx, post.id)
    }
    if (evidence.kind === 'not_published') {
      if (!(await closeAttempt(tx, attemptId, { outcome: 'not_sent' }, 'evidence'))) return
      await changeTarget(tx, targetId, { state: 'due', effective_at: now, failure: null, failure_kind: null })
      return applySummary(tx, post.id)
    }
    const pause = pausesMs[target.reconciles]
    if (pause !== undefined) {
      const at = new Date(now.getTime() + pause)
      await changeTarget(tx, targetId, { reconciles: target.reconciles + 1, effective_at: at })
      enqueue(tx, reconcileTarget, { targetId }, { runAt: at })
      return
    }
    const message =
      'The platform’s answer was lost, and it does not say whether the post is out. Look there, then tell us.'
    await changeTarget(tx, targetId, { asked_at: now, failure: message })
    await applySummary(tx, post.id, message)
    tellTrouble(tx, post, target, 'unknown', message)
  })
}
