import { sql } from 'kysely'
import { connectorOf, getChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { changePost } from '../change.ts'
import { contentToPublish } from '../publish-content.ts'
import type { PostRow, TargetRow } from '../queries.ts'
import { applySummary } from '../summarise.ts'
import { openAttempt } from './attempts.ts'
import { checkGates } from './gates.ts'
import type { Gate } from './gates.ts'
import { changeTarget, lockTarget, tellTrouble } from './targets.ts'
import { leaseMs } from './work.ts'
import type { Work } from './work.ts'

export type Taken =
  | { kind: 'work'; work: Work }
  /** Settled without a call, or put off: look for the next one. */
  | { kind: 'next' }
  /** Nothing is due, or somebody else publishes on this account. */
  | { kind: 'none' }

/**
 * Takes the account's next due target: lease, last checks and the attempt row of its next step, all in one
 * transaction. One target of an account is published at a time.
 */
export async function takeNext(ctx: Ctx, channelId: string, owner: string): Promise<Taken> {
  return inTransaction(ctx, async (tx) => {
    const candidate = await nextDue(tx, channelId)
    if (!candidate) return { kind: 'none' }
    const { post, target } = await lockTarget(tx, candidate)
    const now = tx.clock.now()
    if (target.state !== 'due' || !target.effective_at || target.effective_at > now) return { kind: 'next' }
    const channel = await getChannelRow(tx, channelId)
    if (!(await holdAccount(tx, channelId))) return { kind: 'none' }
    const connector = connectorOf(tx, channel.connector)
    const gate = await checkGates(tx, post, target, channel, connector)
    if (gate.kind !== 'open') {
      await refuse(tx, post, target, gate)
      return { kind: 'next' }
    }
    const publisher = must(connector.publish, 'publisher')
    const begun = target.steps_done.length > 0
    const slot = begun ? { ok: true as const } : await tx.limiter.take(`publish:${channelId}`, publisher.rate)
    if (!slot.ok) {
      await changeTarget(tx, target.id, { effective_at: slot.retryAt })
      return { kind: 'next' }
    }
    const content = await contentToPublish(tx, {
      postId: post.id,
      version: post.content_version,
      hash: post.hash,
      channelId,
    })
    const plan = publisher.plan(content)
    const step = plan.find((one) => !target.steps_done.includes(one.name))
    if (!step) {
      await changeTarget(tx, target.id, { state: 'published', published_at: target.published_at ?? now })
      await applySummary(tx, post.id)
      return { kind: 'next' }
    }
    const fence = await takeLease(tx, target.id, owner)
    const attemptId = await openAttempt(tx, target.id, step, fence)
    if (post.state !== 'publishing')
      await changePost(
        tx,
        post,
        { state: 'publishing', state_reason: null },
        { changed: ['targets', 'state'] },
      )
    return {
      kind: 'work',
      work: {
        ctx,
        postId: post.id,
        targetId: target.id,
        channel,
        connector,
        content,
        plan,
        step,
        attemptId,
        handles: target.handles,
        owner,
        fence,
        tries: target.tries,
        leasedAtMs: performance.now(),
      },
    }
  })
}

async function nextDue(tx: Ctx, channelId: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('post_targets')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('channel_id', '=', channelId)
    .where('state', '=', 'due')
    .where('effective_at', '<=', tx.clock.now())
    .orderBy('effective_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** Under the lock of the account's row: false while another target of it is under way. */
async function holdAccount(tx: Ctx, channelId: string): Promise<boolean> {
  await sql`select from channels where org_id = ${tx.orgId} and id = ${channelId} for no key update`.execute(
    tx.db,
  )
  const { rows } = await sql<{ busy: boolean }>`select exists (select from post_targets
    where org_id = ${tx.orgId} and channel_id = ${channelId} and state = 'publishing') as busy`.execute(tx.db)
  return !must(rows[0], 'answer').busy
}

async function takeLease(tx: Ctx, targetId: string, owner: string): Promise<string> {
  const { rows } = await sql<{
    fence: string
  }>`update post_targets set state = 'publishing', lease_owner = ${owner},
      lease_until = ${tx.clock.now()}::timestamptz + make_interval(secs => ${leaseMs / 1000}), fence = fence + 1,
      started_at = coalesce(started_at, ${tx.clock.now()}), failure = null, failure_kind = null, version = version + 1
    where org_id = ${tx.orgId} and id = ${targetId} returning fence::text as fence`.execute(tx.db)
  return must(rows[0], 'target').fence
}

async function refuse(tx: Ctx, post: PostRow, target: TargetRow, gate: Exclude<Gate, { kind: 'open' }>) {
  switch (gate.kind) {
    case 'later':
      return changeTarget(tx, target.id, { effective_at: gate.at })
    case 'missed': {
      const message =
        'Its time passed while publishing was not possible, so it waits for you. Reschedule it or publish it now.'
      await changeTarget(tx, target.id, { state: 'missed', failure: message, failure_kind: null })
      await applySummary(tx, post.id, message)
      return tellTrouble(tx, post, target, 'missed', message)
    }
    case 'closed': {
      const { kind, message } = gate.failure
      await changeTarget(tx, target.id, { state: 'failed', failure: message, failure_kind: kind })
      await applySummary(tx, post.id, message)
      return tellTrouble(tx, post, target, kind === 'auth_expired' ? 'reconnect' : 'failed', message)
    }
    case 'unapproved': {
      const message =
        'What would go out is not what was approved, so it was held back. Ask for approval again.'
      await tx.db
        .updateTable('post_targets')
        .set({ state: 'idle', effective_at: null })
        .where('org_id', '=', tx.orgId)
        .where('post_id', '=', post.id)
        .where('state', '=', 'due')
        .execute()
      await changePost(
        tx,
        post,
        { state: 'on_hold', state_reason: message },
        { changed: ['state', 'targets'] },
      )
      return tellTrouble(tx, post, target, 'failed', message)
    }
  }
}
