import { getChannelRow } from '#features/channels/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { invalid, notFound, precondition } from '#kernel/errors.ts'
import { called } from '../change.ts'
import { planPost } from '../plan-post.ts'
import { findPost, rowViewOf } from '../queries.ts'
import type { PostRow, TargetRow } from '../queries.ts'
import type { PostRowView } from '../schema.ts'
import { applySummary } from '../summarise.ts'
import { closeAttempt, unknownAttempt } from './attempts.ts'
import { changeTarget, lockTarget } from './targets.ts'

/** Tries a failed or missed target again: from its first missing step where a part is out, else from the start. */
export async function retryTarget(ctx: Ctx, input: { targetId: string }): Promise<PostRowView> {
  return act(ctx, input.targetId, 'retry', 'tried again', async (tx, _post, target) => {
    if (target.state === 'due' || target.state === 'publishing') return
    if (target.state !== 'failed' && target.state !== 'missed')
      throw precondition(`This is ${target.state}, so there is nothing to retry.`)
    const fresh = target.published_id === null ? { handles: {}, steps_done: [] } : {}
    await changeTarget(tx, target.id, {
      state: 'due',
      effective_at: tx.clock.now(),
      tries: 0,
      not_ready: 0,
      failure: null,
      failure_kind: null,
      ...fresh,
    })
    // From now on it counts as begun, so that its age does not make it missed again.
    await tx.db
      .updateTable('post_targets')
      .set({ started_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', target.id)
      .execute()
  })
}

/** What became of a post whose answer was lost, by somebody who has looked. */
export async function settleTarget(
  ctx: Ctx,
  input: { targetId: string; as: 'live' | 'not_live' | 'leave'; link?: string | undefined },
): Promise<PostRowView> {
  const { as, link } = input
  if (link !== undefined && !/^https:\/\/\S+$/.test(link)) throw invalid('A link begins with https://.')
  const words = { live: 'said that it is out:', not_live: 'said that it is not out:', leave: 'left as it is' }
  return act(ctx, input.targetId, `settle-${as}`, words[as], async (tx, _post, target) => {
    const attempt = await unknownAttempt(tx, target.id)
    if (target.state !== 'unknown' || !attempt) {
      const same =
        as === 'live' ? target.state === 'published' : as === 'leave' && target.state === 'cancelled'
      if (same || (as === 'not_live' && ['due', 'publishing', 'published'].includes(target.state))) return
      throw precondition('It is known by now what became of this. Look at the newest card.')
    }
    const outcome = as === 'not_live' ? ('not_sent' as const) : ('done' as const)
    if (as !== 'leave') await closeAttempt(tx, attempt.id, { outcome }, 'person')
    if (as === 'not_live') {
      await changeTarget(tx, target.id, {
        state: 'due',
        effective_at: tx.clock.now(),
        asked_at: null,
        failure: null,
        failure_kind: null,
      })
      return
    }
    await changeTarget(tx, target.id, {
      state: as === 'live' ? 'published' : 'cancelled',
      ...(as === 'live'
        ? {
            published_at: target.published_at ?? attempt.started_at,
            published_url: link ?? target.published_url,
            published_id: target.published_id ?? 'told by a person',
            steps_done: [...target.steps_done, attempt.step],
            failure: null,
            failure_kind: null,
          }
        : { failure: 'Nobody knows whether it is out; it was left as it is.' }),
      asked_at: null,
    })
  })
}

/** Off the list: it does not go out on this account. What is out stays out. */
export async function cancelTarget(ctx: Ctx, input: { targetId: string }): Promise<PostRowView> {
  return act(ctx, input.targetId, 'cancel', 'took off', async (tx, _post, target) => {
    if (target.state === 'cancelled') return
    if (!['idle', 'due', 'failed', 'missed'].includes(target.state))
      throw precondition(`This is ${target.state}, so it cannot be taken off.`)
    await changeTarget(tx, target.id, { state: 'cancelled', effective_at: null })
  })
}

/** Somebody else sees to its trouble. */
export async function handOver(
  ctx: Ctx,
  input: { targetId: string; memberId: string; note?: string | undefined },
): Promise<PostRowView> {
  requireScope(ctx, 'posts:publish')
  const member = await ctx.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', input.memberId)
    .where('active', '=', true)
    .executeTakeFirst()
  if (!member) throw notFound('member')
  const words = `handed over to ${member.name}${input.note ? ` (${input.note})` : ''}:`
  return act(ctx, input.targetId, 'hand-over', words, (tx, _post, target) =>
    changeTarget(tx, target.id, { handed_to: member.id }),
  )
}

/** An approved post goes out as soon as it can, whatever its time was. */
export async function publishNow(ctx: Ctx, input: { postId: string; zone: string }): Promise<PostRowView> {
  requireScope(ctx, 'posts:publish')
  const post = await findPost(ctx, { postId: input.postId })
  if (!['approved', 'scheduled', 'missed'].includes(post.state) || post.approved_hash !== post.hash)
    throw precondition(`Post ${called(post)} is not approved yet. Submit it, or ask for its approval.`)
  const instant = ctx.clock.now()
  const wall = new Intl.DateTimeFormat('sv-SE', {
    timeZone: input.zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
    .format(instant)
    .replace(' ', 'T')
  return planPost(ctx, { postId: post.id, at: { instant, wall, zone: input.zone } })
}

async function act(
  ctx: Ctx,
  targetId: string,
  verb: string,
  summary: string,
  change: (tx: Ctx, post: PostRow, target: TargetRow) => Promise<void>,
): Promise<PostRowView> {
  requireScope(ctx, 'posts:publish')
  return inTransaction(ctx, async (tx) => {
    const { post, target } = await lockTarget(tx, targetId)
    await change(tx, post, target)
    const { name } = await getChannelRow(tx, target.channel_id)
    await audit(tx, {
      verb: `post.${verb}`,
      objectType: 'post',
      objectId: post.id,
      summary: `${summary} ${called(post)} on ${name}`,
      details: { targetId, channelId: target.channel_id },
    })
    await applySummary(tx, post.id)
    return rowViewOf(tx, post.id)
  })
}
