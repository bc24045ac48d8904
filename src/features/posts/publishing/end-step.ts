import { sql } from 'kysely'
import type { FailureKind } from '#contracts/connector.ts'
import { tokenRefused } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import type { PostRow, TargetRow } from '../queries.ts'
import { applySummary } from '../summarise.ts'
import { closeAttempt, mayHaveWorked, openAttempt } from './attempts.ts'
import { job as reconcileTarget } from '../jobs/reconcile-target.ts'
import { changeTarget, lockTarget, tellTrouble } from './targets.ts'
import { isTrailing, leaseMs } from './work.ts'
import type { StepEnd, Work } from './work.ts'

/** Surely nothing happened so often: then a person is asked. */
const maxTries = 6
const firstPauseMs = 5_000
const longestPauseMs = 5 * 60_000
/** A platform that prepares media longer than this never will. */
const readyWithinMs = 30 * 60_000
const lateMs = 60_000
const firstLookMs = 3_000

/** Writes what a step came to, and opens the next one in the same transaction. undefined: this target is done with. */
export async function endStep(work: Work, end: StepEnd): Promise<Work | undefined> {
  const { ctx } = work
  const settled = end.failure?.kind === 'duplicate' ? await readDuplicate(work, end) : end
  if (settled.failure?.kind === 'auth_expired') return endRefusedToken(work, settled)
  return inTransaction(ctx, (tx) => write(tx, work, settled))
}

/** "Duplicate" proves that it is out only where an earlier attempt may have put it there. */
async function readDuplicate(work: Work, end: StepEnd): Promise<StepEnd> {
  const { ctx, targetId, step, attemptId } = work
  const earlier = await inTransaction(ctx, (tx) => mayHaveWorked(tx, targetId, step.name, attemptId))
  return { ...end, outcome: earlier ? 'unknown' : 'rejected' }
}

/** A token may have ended between two steps: renewed, the same step is tried again; else a person reconnects. */
async function endRefusedToken(work: Work, end: StepEnd): Promise<undefined> {
  const { ctx, channel, tries } = work
  const message = end.failure?.message ?? 'The account is not connected any more.'
  const renewed =
    tries < maxTries ? await tokenRefused(ctx, channel.id, channel.credentials_version, message) : 'revoked'
  await inTransaction(ctx, (tx) =>
    write(
      tx,
      work,
      renewed === 'revoked' ? { ...end, outcome: 'rejected' } : { ...end, outcome: 'not_sent' },
    ),
  )
  return undefined
}

async function write(tx: Ctx, work: Work, end: StepEnd): Promise<Work | undefined> {
  const { post, target } = await lockTarget(tx, work.targetId)
  const closed = await closeAttempt(tx, work.attemptId, end, 'answer')
  if (!closed) return undefined
  const ours =
    target.state === 'publishing' && target.lease_owner === work.owner && target.fence === work.fence
  if (!ours) return writeLate(tx, work, post, target, end)
  switch (end.outcome) {
    case 'done':
      return goOn(tx, work, post, target, end)
    case 'not_ready':
      return notReady(tx, work, post, target, end)
    case 'not_sent':
      return putOff(tx, work, post, target, end)
    case 'unknown':
      return work.step.effect === 'private' ? putOff(tx, work, post, target, end) : lookFor(tx, post, target)
    case 'rejected':
      return fail(tx, work, post, target, end)
  }
}

/**
 * The lease went to somebody else meanwhile. That it was done is still evidence, and so is that nothing had left:
 * who made the call knows best.
 */
async function writeLate(
  tx: Ctx,
  work: Work,
  post: PostRow,
  target: TargetRow,
  end: StepEnd,
): Promise<undefined> {
  if (end.outcome === 'done') await keepDone(tx, work.step.name, target, end)
  if (target.state === 'unknown' && end.outcome !== 'unknown') {
    await changeTarget(tx, target.id, { state: 'due', effective_at: tx.clock.now(), asked_at: null })
    await applySummary(tx, post.id)
  }
  return undefined
}

/** Keeps what a step gave. Also called with evidence. */
export async function keepDone(
  tx: Ctx,
  step: string,
  target: TargetRow,
  end: Pick<StepEnd, 'handles' | 'post'>,
): Promise<void> {
  await changeTarget(tx, target.id, {
    steps_done: [...new Set([...target.steps_done, step])],
    handles: { ...target.handles, ...end.handles },
    ...(end.post
      ? {
          published_id: end.post.id,
          published_at: target.published_at ?? tx.clock.now(),
          published_url: end.post.url ?? target.published_url,
        }
      : {}),
  })
}

async function goOn(
  tx: Ctx,
  work: Work,
  post: PostRow,
  target: TargetRow,
  end: StepEnd,
): Promise<Work | undefined> {
  await keepDone(tx, work.step.name, target, end)
  const done = new Set([...target.steps_done, work.step.name])
  const step = work.plan.find((one) => !done.has(one.name))
  if (!step) return finish(tx, post, target)
  await sql`update post_targets set lease_until = ${tx.clock.now()}::timestamptz + make_interval(secs => ${leaseMs / 1000})
    where org_id = ${tx.orgId} and id = ${target.id}`.execute(tx.db)
  const attemptId = await openAttempt(tx, target.id, step, work.fence)
  return {
    ...work,
    step,
    attemptId,
    handles: { ...work.handles, ...end.handles },
    leasedAtMs: performance.now(),
  }
}

async function finish(tx: Ctx, post: PostRow, target: TargetRow): Promise<undefined> {
  await changeTarget(
    tx,
    target.id,
    {
      state: 'published',
      published_at: target.published_at ?? tx.clock.now(),
      failure: null,
      failure_kind: null,
      asked_at: null,
    },
    { release: true },
  )
  await applySummary(tx, post.id)
  return undefined
}

async function notReady(
  tx: Ctx,
  work: Work,
  post: PostRow,
  target: TargetRow,
  end: StepEnd,
): Promise<undefined> {
  const since = target.started_at ?? tx.clock.now()
  if (tx.clock.now().getTime() - since.getTime() > readyWithinMs) {
    const message = `${work.connector.name} did not finish preparing the media within half an hour. Retry, or use another file.`
    return fail(tx, work, post, target, { ...end, failure: { kind: 'unavailable', message } })
  }
  await changeTarget(
    tx,
    target.id,
    { state: 'due', effective_at: end.again ?? tx.clock.now(), not_ready: target.not_ready + 1 },
    { release: true },
  )
  return undefined
}

/** Surely not done: again later. Told once, where it makes the post late. */
async function putOff(
  tx: Ctx,
  work: Work,
  post: PostRow,
  target: TargetRow,
  end: StepEnd,
): Promise<undefined> {
  const tries = target.tries + 1
  if (tries > maxTries) return fail(tx, work, post, target, end)
  const now = tx.clock.now()
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1))
  const at = end.again && end.again > now ? end.again : new Date(now.getTime() + pause)
  const waits = end.failure?.kind === 'rate_limited' || end.failure?.kind === 'quota_used'
  await changeTarget(
    tx,
    target.id,
    {
      state: 'due',
      effective_at: at,
      // To be asked to wait is no failure.
      tries: waits ? target.tries : tries,
      failure: end.failure?.message ?? null,
      failure_kind: end.failure?.kind ?? null,
    },
    { release: true },
  )
  const late = post.planned_at !== null && at.getTime() - post.planned_at.getTime() > lateMs
  if (late && target.late_told_at === null) {
    await changeTarget(tx, target.id, { late_told_at: now })
    const message = `It will be late: ${end.failure?.message ?? 'the platform has trouble'} Next try at ${at.toISOString()}.`
    tellTrouble(tx, post, target, end.failure?.kind === 'quota_used' ? 'quota' : 'late', message)
  }
  await applySummary(tx, post.id)
  return undefined
}

/** Nobody knows whether readers see it: evidence is looked for, and nothing is repeated meanwhile. */
export async function lookFor(tx: Ctx, post: PostRow, target: TargetRow): Promise<undefined> {
  const at = new Date(tx.clock.now().getTime() + firstLookMs)
  await changeTarget(
    tx,
    target.id,
    {
      state: 'unknown',
      effective_at: at,
      reconciles: 0,
      asked_at: null,
      failure_kind: 'outcome_unknown',
      failure: 'The answer of the platform was lost. We are looking whether it is out.',
    },
    { release: true },
  )
  enqueue(tx, reconcileTarget, { targetId: target.id }, { runAt: at })
  await applySummary(tx, post.id)
  return undefined
}

async function fail(tx: Ctx, work: Work, post: PostRow, target: TargetRow, end: StepEnd): Promise<undefined> {
  const kind: FailureKind = end.failure?.kind ?? 'rejected'
  const reason = end.failure?.message ?? 'The platform refused it.'
  const left = work.plan.slice(work.plan.findIndex((one) => one.name === work.step.name))
  const out = target.published_id !== null
  if (out && left.every(isTrailing)) {
    const message =
      work.step.name === 'comment'
        ? `It is out, but its first comment is not: ${reason}`
        : `It is out. ${reason}`
    await changeTarget(
      tx,
      target.id,
      {
        state: 'published',
        published_at: target.published_at ?? tx.clock.now(),
        failure: message,
        failure_kind: kind,
      },
      { release: true },
    )
    await applySummary(tx, post.id)
    if (work.step.name === 'comment') tellTrouble(tx, post, target, 'failed', message)
    return undefined
  }
  const parts = out ? `A part of it is out already; Retry goes on with the rest. ` : ''
  const message = `${parts}${reason}`
  await changeTarget(
    tx,
    target.id,
    { state: 'failed', failure: message, failure_kind: kind },
    { release: true },
  )
  await applySummary(tx, post.id, message)
  tellTrouble(tx, post, target, kind === 'auth_expired' ? 'reconnect' : 'failed', message)
  return undefined
}
