import { objectChanged, withdraw } from '#features/approvals/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { cleanText } from '#kernel/text.ts'
import { bodyFor } from './content.ts'
import { called, changePost, keepVersion, seenInChat } from './change.ts'
import { cleanBody } from './clean-body.ts'
import { distinctTargets, insertTargets, titleOf } from './create-post.ts'
import { editableTargets, idleTargets } from './editable.ts'
import { freeze } from './freeze.ts'
import type { Frozen } from './freeze.ts'
import { getPost } from './get-post.ts'
import { job as makePreview } from './jobs/make-preview.ts'
import { job as makeRenditions } from './jobs/make-renditions.ts'
import { json, lockPost } from './queries.ts'
import type { PostRow, TargetRow } from './queries.ts'
import { updatePostInput } from './schema.ts'
import type { PostBody, PostOverride, PostState, PostView, UpdatePost } from './schema.ts'
import { submitLocked } from './submit-post.ts'
import { refuseOtherVersion } from './versions.ts'

interface Wanted {
  title: string
  labels: string[]
  body: PostBody
  targets: Array<{ channelId: string; override: PostOverride }>
}

/**
 * Changes a draft, or a post under way: then its approval holds no more, and it is asked for anew. Refused with
 * `conflict` when somebody else was faster than `version`.
 */
export async function updatePost(ctx: Ctx, input: UpdatePost): Promise<PostView> {
  requireScope(ctx, 'posts:write')
  const change = updatePostInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const post = await lockPost(tx, change.postId)
    await refuseOtherVersion(tx, post, change.version)
    const before = await editableTargets(tx, post)
    const wanted = merge(post, before, change)
    const frozen = await freeze(tx, { number: post.number, ...wanted })
    await replaceTargets(tx, post.id, before, wanted.targets)
    await write(tx, post, wanted, frozen)
    return getPost(tx, { postId: post.id })
  })
}

type Change = ReturnType<(typeof updatePostInput)['parse']>

function merge(post: PostRow, targets: readonly TargetRow[], change: Change): Wanted {
  const body = change.body ? cleanBody(mergeBody(post.content, change.body)) : post.content
  const followed = post.title === titleOf(post.content) ? titleOf(body) : post.title
  return {
    body,
    title: cleanText(change.title ?? followed),
    labels: change.labels ? [...new Set(change.labels.map(cleanText))] : post.labels,
    targets: change.targets
      ? distinctTargets(change.targets)
      : targets.map((target) => ({ channelId: target.channel_id, override: target.override })),
  }
}

function mergeBody(before: PostBody, change: NonNullable<Change['body']>): PostBody {
  const { format, options, ...rest } = change
  const { format: had, ...merged } = bodyFor(before, rest)
  const kept = format === undefined ? had : (format ?? undefined)
  return { ...merged, options: options ?? before.options, ...(kept === undefined ? {} : { format: kept }) }
}

async function replaceTargets(
  tx: Ctx,
  postId: string,
  before: readonly TargetRow[],
  wanted: Wanted['targets'],
): Promise<void> {
  const had = new Map(before.map((target) => [target.channel_id, target]))
  const gone = before.filter((target) => !wanted.some((one) => one.channelId === target.channel_id))
  if (gone.length > 0) {
    await tx.db
      .deleteFrom('post_targets')
      .where('org_id', '=', tx.orgId)
      .where(
        'id',
        'in',
        gone.map((target) => target.id),
      )
      .execute()
  }
  await insertTargets(
    tx,
    postId,
    wanted.filter((one) => !had.has(one.channelId)),
  )
  for (const { channelId, override } of wanted) {
    const target = had.get(channelId)
    if (!target || JSON.stringify(target.override) === JSON.stringify(override)) continue
    await tx.db
      .updateTable('post_targets')
      .set((eb) => ({ override: json(override), version: eb('version', '+', 1) }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', target.id)
      .execute()
  }
}

const askedFor = new Set<PostState>(['in_review', 'approved', 'scheduled'])

async function write(tx: Ctx, post: PostRow, wanted: Wanted, frozen: Frozen): Promise<void> {
  const seen = frozen.hash !== post.hash
  const relabelled = wanted.labels.join('\n') !== post.labels.join('\n')
  const version = seen ? post.content_version + 1 : post.content_version
  if (seen) await keepVersion(tx, post.id, version, frozen)
  const reset = (seen || relabelled) && post.state !== 'on_hold'
  if (seen) await objectChanged(tx, { type: 'post', id: post.id, hash: frozen.hash })
  // Labels decide who approves: what others were asked for is taken back.
  else if (relabelled && post.state === 'in_review') await withdraw(tx, { type: 'post', id: post.id })
  if (reset) await idleTargets(tx, post.id)
  const next = {
    title: wanted.title,
    labels: wanted.labels,
    content: json(wanted.body),
    hash: frozen.hash,
    content_version: version,
    ...(reset ? { state: 'draft' as const, state_reason: null } : {}),
    ...(seen || relabelled ? { approved_hash: null, approval_id: null, submit_by: null } : {}),
  }
  await changePost(tx, post, next, {
    changed: [...(seen ? ['content'] : []), ...(reset ? ['state'] : []), 'words'],
    verb: 'post.update',
    summary: `changed post ${called({ number: post.number, title: wanted.title })}${seen ? ` (version ${version})` : ''}`,
    details: { version },
  })
  if (reset && askedFor.has(post.state) && frozen.targets.length > 0) {
    await submitLocked(tx, await lockPost(tx, post.id), frozen)
  } else if (frozen.missing.length > 0) enqueue(tx, makeRenditions, { postId: post.id })
  if (seen && seenInChat(tx)) enqueue(tx, makePreview, { postId: post.id })
}

/** The accounts of a post; what each said otherwise stays where it stays. */
export async function setTargets(
  ctx: Ctx,
  input: { postId: string; version?: number | undefined; channelIds: string[] },
): Promise<PostView> {
  const post = await getPost(ctx, { postId: input.postId })
  return updatePost(ctx, {
    postId: input.postId,
    version: input.version ?? post.version,
    targets: input.channelIds.map((channelId) => ({
      channelId,
      override: post.targets.find((target) => target.channelId === channelId)?.override ?? {},
    })),
  })
}
