import { sql } from 'kysely'
import { objectChanged, requestApproval } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { precondition } from '#kernel/errors.ts'
import { enqueue } from '#kernel/outbox.ts'
import { called, changePost, keepVersion } from './change.ts'
import { checkFrozen } from './check-post.ts'
import { freeze } from './freeze.ts'
import type { Frozen } from './freeze.ts'
import { idleTargets } from './editable.ts'
import { job as makePreview } from './jobs/make-preview.ts'
import { job as makeRenditions } from './jobs/make-renditions.ts'
import { json, lockPost, targetsOf } from './queries.ts'
import type { PostRow } from './queries.ts'
import type { PostRowView } from './schema.ts'
import { refuseOtherVersion } from './versions.ts'

const submittable = new Set<PostRow['state']>(['draft', 'changes_requested', 'rejected', 'failed', 'missed'])

/**
 * Asks for approval of the post as it is. Without a policy that is about it, it is approved at once, and goes on
 * the schedule where it has a time and the asker may publish. Waits for its media to be ready.
 */
export async function submitPost(
  ctx: Ctx,
  input: { postId: string; version?: number | undefined },
): Promise<PostRowView> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, input.postId)
    await refuseOtherVersion(tx, post, input.version)
    if (!submittable.has(post.state)) throw precondition(alreadyThere(post))
    const frozen = await freezePost(tx, post)
    if (frozen.targets.length === 0) throw precondition('Choose at least one account for this post first.')
    const stops =
      frozen.missing.length > 0 ? [] : checkFrozen(frozen).filter((check) => check.level === 'stop')
    if (stops.length > 0) {
      throw precondition(
        `This cannot go out yet. ${stops.map((stop) => `${stop.name}: ${stop.message}`).join(' ')}`,
      )
    }
    return submitLocked(tx, post, frozen)
  })
}

const alreadyThere = (post: PostRow) =>
  post.state === 'in_review'
    ? `Post ${called(post)} is in review already.`
    : `Post ${called(post)} is ${post.state.replaceAll('_', ' ')}, so there is nothing to submit.`

/** A locked post whose state allows it, with what it is now. */
export async function submitLocked(tx: Ctx, post: PostRow, frozen: Frozen): Promise<PostRowView> {
  if (frozen.missing.length > 0) {
    enqueue(tx, makeRenditions, { postId: post.id })
    const submitter = { actor: tx.actor, memberId: tx.memberId ?? null, scopes: [...tx.scopes] }
    return changePost(
      tx,
      post,
      { state: 'draft', submit_by: json(submitter), state_reason: 'Its media are being prepared.' },
      { changed: ['state', 'preparing'] },
    )
  }
  if (frozen.hash !== post.hash) await keepVersion(tx, post.id, post.content_version, frozen)
  return askFor(tx, { ...post, hash: frozen.hash }, frozen)
}

async function askFor(tx: Ctx, post: PostRow, frozen: Frozen): Promise<PostRowView> {
  enqueue(tx, makePreview, { postId: post.id })
  const asked = await requestApproval(tx, {
    type: 'post',
    id: post.id,
    hash: post.hash,
    version: post.content_version,
    title: post.title,
    channelIds: frozen.targets.map((target) => target.channelId),
    labels: post.labels,
    authorId: post.author_id ?? undefined,
    slotAt: post.planned_at ?? undefined,
  })
  if (!asked.needed) {
    return approveLocked(tx, post, {
      approvalId: null,
      mayPublish: tx.actor.kind === 'system' || tx.scopes.has('posts:publish'),
    })
  }
  await idleTargets(tx, post.id)
  return changePost(
    tx,
    post,
    {
      hash: post.hash,
      submit_by: null,
      state: 'in_review',
      state_reason: null,
      approval_id: asked.approvalId,
      approved_hash: null,
    },
    { changed: ['state'], verb: 'post.submit', summary: `submitted post ${called(post)} for approval` },
  )
}

/** What is approved goes on the schedule where it has a time; else it waits for one. */
export async function approveLocked(
  tx: Ctx,
  post: PostRow,
  how: { approvalId: string | null; mayPublish: boolean },
): Promise<PostRowView> {
  const scheduled = post.planned_at !== null && how.mayPublish
  if (scheduled) await makeDue(tx, post)
  return changePost(
    tx,
    post,
    {
      hash: post.hash,
      submit_by: null,
      state: scheduled ? 'scheduled' : 'approved',
      state_reason:
        post.planned_at !== null && !scheduled
          ? 'Somebody who may publish has to put it on the schedule.'
          : null,
      approved_hash: post.hash,
      approval_id: how.approvalId,
    },
    {
      changed: ['state'],
      verb: 'post.approve',
      summary: `${how.approvalId === null ? 'submitted post' : 'has the approval of post'} ${called(post)}${
        how.approvalId === null ? ', which needs no approval' : ''
      }`,
    },
  )
}

/** Its targets wait for the planned time. The system may move `effective_at`; people never see it as their time. */
export async function makeDue(tx: Ctx, post: Pick<PostRow, 'id' | 'planned_at' | 'slot_id'>): Promise<void> {
  const at = post.planned_at && new Date(post.planned_at.getTime() + (await jitterMs(tx, post)))
  await tx.db
    .updateTable('post_targets')
    .set((eb) => ({
      state: 'due',
      effective_at: at,
      failure: null,
      failure_kind: null,
      late_told_at: null,
      preflight: 0,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('post_id', '=', post.id)
    .where('state', 'in', ['idle', 'due', 'failed', 'missed'])
    .execute()
}

/** A slot may spread its posts over some minutes: the same post always by the same part of them. */
async function jitterMs(tx: Ctx, post: Pick<PostRow, 'id' | 'slot_id'>): Promise<number> {
  if (post.slot_id === null) return 0
  const { rows } = await sql<{ minutes: number }>`select jitter_minutes as minutes from slots
    where org_id = ${tx.orgId} and id = ${post.slot_id}`.execute(tx.db)
  const part = Number.parseInt(post.id.slice(-8), 16) / 2 ** 32
  return Math.floor((rows[0]?.minutes ?? 0) * 60_000 * part)
}

/** What a stored post is now. */
export async function freezePost(tx: Ctx, post: PostRow): Promise<Frozen> {
  const targets = await targetsOf(tx, post.id)
  return freeze(tx, {
    number: post.number,
    title: post.title,
    labels: post.labels,
    body: post.content,
    targets: targets.map((target) => ({ channelId: target.channel_id, override: target.override })),
  })
}

/** The time is part of what was asked for or granted: moved, it is asked for anew. */
export async function askAnew(tx: Ctx, post: PostRow): Promise<PostRowView> {
  await objectChanged(tx, { type: 'post', id: post.id, hash: `${post.hash} moved` })
  return submitLocked(tx, post, await freezePost(tx, post))
}
