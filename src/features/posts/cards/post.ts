import {
  approvalDecided,
  approvalEnded,
  approvalProgress,
  approvalReminded,
  approvalRequested,
} from '#features/approvals/index.ts'
import type { ApprovalView } from '#features/approvals/index.ts'
import { getOrg } from '#features/orgs/index.ts'
import { defineCard } from '#contracts/card.ts'
import type { CardAudience } from '#contracts/card.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import type { Reply, ReplyPart, ReplyTone } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { idSchema } from '#kernel/ids.ts'
import { z } from 'zod'
import { checkPost } from '../check-post.ts'
import { differenceSince } from '../difference.ts'
import { postChanged, postDeleted, postTrouble, previewMade } from '../events.ts'
import { getPost } from '../get-post.ts'
import { postButtons } from '../post-buttons.ts'
import { imageKey, imagesOf, seenOf } from '../preview.ts'
import { findPost, stateNames } from '../queries.ts'
import type { PostState, PostView } from '../schema.ts'
import type { Difference, PostChecks } from '../review.schema.ts'
import { whenWords } from '../when-words.ts'

const idOf = (event: LoggedEvent): string[] => (event.objectId === null ? [] : [event.objectId])
const about = z.object({ type: z.string(), id: idSchema })
const postOf = (event: LoggedEvent): string[] => {
  const said = about.safeParse(event.payload)
  return said.success && said.data.type === 'post' ? [said.data.id] : []
}

/** A post from draft to result: the same card, in every chat where it stands. */
export const card = defineCard({
  type: 'post',
  load: async (ctx, id) => drawPost(await readAll(ctx, id)),
  async version(ctx, id) {
    const { content_version: version, state } = await findPost(ctx, { postId: id })
    return `${version}.${state}`
  },
  follows: [
    ...[postChanged, postDeleted, previewMade, postTrouble].map((on) => ({ on, ids: idOf })),
    ...[approvalRequested, approvalDecided, approvalEnded, approvalReminded].map((on) => ({
      on,
      ids: postOf,
    })),
  ],
  posts: [
    { on: approvalRequested, to: async (_ctx, event) => askedPeople(event) },
    { on: approvalReminded, to: async (_ctx, event) => askedPeople(event, true) },
    { on: postTrouble, to: (ctx, event) => troubled(ctx, event) },
  ],
})

/** Those who may decide now, and where approvals are watched. */
function askedPeople(event: LoggedEvent, again = false): CardAudience | undefined {
  const [id] = postOf(event)
  const { memberIds } = z.object({ memberIds: z.array(z.string()) }).parse(event.payload)
  if (id === undefined) return undefined
  return { id, memberIds, purpose: 'approvals', ...(again ? { again } : {}) }
}

/** Its author, whoever it was handed to, and where publishing is watched. */
async function troubled(ctx: Ctx, event: LoggedEvent): Promise<CardAudience | undefined> {
  const { postId, authorId, targetId } = postTrouble.payload.parse(event.payload)
  const target =
    targetId === null
      ? undefined
      : await ctx.db
          .selectFrom('post_targets')
          .select('handed_to')
          .where('org_id', '=', ctx.orgId)
          .where('id', '=', targetId)
          .executeTakeFirst()
  const memberIds = [authorId, target?.handed_to].filter((id): id is string => typeof id === 'string')
  return { id: postId, memberIds: [...new Set(memberIds)], purpose: 'publishing', again: true }
}

interface PostFacts {
  ctx: Ctx
  post: PostView
  checks: PostChecks
  approval: ApprovalView | undefined
  difference: Difference | undefined
  imageMediaId: string | undefined
  members: Array<{ id: string; name: string }>
  zone: string
}

async function readAll(ctx: Ctx, id: string): Promise<PostFacts> {
  requireScope(ctx, 'posts:read')
  const post = await getPost(ctx, { postId: id })
  const seen = await seenOf(ctx, id)
  const [checks, approval, images, members, org] = await Promise.all([
    checkPost(ctx, { postId: id }),
    approvalProgress(ctx, 'post', id),
    imagesOf(ctx, seen),
    deciders(ctx),
    getOrg(ctx),
  ])
  const since = post.approvedVersion
  const difference =
    since !== null && since < post.version ? await differenceSince(ctx, id, since) : undefined
  const imageMediaId = seen.map((one) => images.get(imageKey(one))).find((one) => one !== undefined)
  return { ctx, post, checks, approval, difference, imageMediaId, members, zone: org.timezone }
}

/** Who may stand in for an approver; as many as a list in chat takes. */
async function deciders(ctx: Ctx): Promise<Array<{ id: string; name: string }>> {
  const rows = await ctx.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('active', '=', true)
    .where('role', 'in', ['owner', 'admin', 'manager'])
    .orderBy('name')
    .limit(25)
    .execute()
  return rows.filter((row) => row.id !== ctx.memberId)
}

const tones: Partial<Record<PostState, ReplyTone>> = {
  approved: 'good',
  scheduled: 'good',
  published: 'good',
  changes_requested: 'warn',
  on_hold: 'warn',
  partly_published: 'warn',
  unknown: 'warn',
  missed: 'warn',
  rejected: 'bad',
  failed: 'bad',
}

function drawPost(facts: PostFacts): Reply {
  const { post } = facts
  return {
    tone: tones[post.state] ?? 'normal',
    card: { type: 'post', id: post.id },
    parts: [
      { kind: 'heading', text: `#${post.number} ${post.title}` },
      { kind: 'fields', fields: fieldsOf(facts) },
      ...(post.stateReason
        ? [{ kind: 'text' as const, text: post.stateReason, tone: tones[post.state] ?? 'normal' }]
        : []),
      ...(facts.imageMediaId === undefined
        ? []
        : [{ kind: 'image' as const, mediaId: facts.imageMediaId, alt: `Preview of post #${post.number}` }]),
      ...textParts(post),
      ...checkParts(facts),
      ...approvalParts(facts),
      ...differenceParts(facts.difference),
      ...resultParts(post),
      { kind: 'buttons', buttons: postButtons(facts) },
    ],
  }
}

function fieldsOf({ ctx, post, checks, zone }: PostFacts) {
  const accounts = post.targets.map((target) => `${target.channelName} (${target.platform})`)
  const cost = checks.cost.map(({ amount, currency }) => `${amount} ${currency}`)
  return [
    { label: 'State', value: post.preparing ? 'Preparing media' : stateNames[post.state] },
    { label: 'Accounts', value: accounts.join(', ') || 'none yet' },
    { label: 'When', value: whenWords(post, zone, ctx.clock.now()) },
    ...(post.labels.length > 0 ? [{ label: 'Labels', value: post.labels.join(', ') }] : []),
    { label: 'By', value: `${post.author.name}, version ${post.version}` },
    ...(cost.length > 0 && !isOver(post.state) ? [{ label: 'Costs', value: cost.join(' and ') }] : []),
  ]
}

const isOver = (state: PostState) => state === 'published' || state === 'partly_published'

function textParts(post: PostView): ReplyPart[] {
  const [first, ...others] = post.targets
  const text = first?.content.text ?? post.body.text
  const parts = first?.content.thread ?? post.body.thread
  const differing = others.filter((target) => target.content.text !== text)
  return [
    ...(text.trim() === '' ? [] : [{ kind: 'quote' as const, text }]),
    ...parts.map((part) => ({ kind: 'quote' as const, text: part })),
    ...(differing.length > 0
      ? [quiet(`The text differs on ${differing.map((target) => target.channelName).join(', ')}.`)]
      : []),
    ...(post.mediaCount > 1 ? [quiet(`${post.mediaCount} files.`)] : []),
  ]
}

const quiet = (text: string): ReplyPart => ({ kind: 'text', text, tone: 'quiet' })

function checkParts({ post, checks }: PostFacts): ReplyPart[] {
  if (isOver(post.state)) return []
  const lines = checks.targets.flatMap(({ name, checks: said }) =>
    said.map((check) => ({ level: check.level, text: `${name}: ${check.message}` })),
  )
  if (lines.length === 0) return post.targets.length > 0 ? [quiet('Fits every account.')] : []
  const stops = lines.filter((line) => line.level === 'stop')
  const warnings = lines.filter((line) => line.level === 'warn')
  const part = (tone: 'bad' | 'warn', all: typeof lines): ReplyPart[] =>
    all.length === 0 ? [] : [{ kind: 'text', tone, text: all.map((line) => line.text).join('\n') }]
  return [...part('bad', stops), ...part('warn', warnings)]
}

function approvalParts({ post, approval }: PostFacts): ReplyPart[] {
  if (!approval || (approval.hash !== post.hash && approval.state !== 'pending') || isOver(post.state))
    return []
  const lines = approval.stages.map((stage) => {
    const have = stage.have.map((one) => one.by.name).join(', ')
    const waits = stage.waiting.map((one) => one.name).join(', ')
    const state = `${stage.have.length} of ${stage.need}`
    return `${stage.name}: ${state}${have ? `, approved by ${have}` : ''}${waits ? `, waits for ${waits}` : ''}`
  })
  return [quiet([`${approval.policyName}`, ...lines].join('\n'))]
}

function differenceParts(difference: Difference | undefined): ReplyPart[] {
  if (!difference || difference.summary === '') return []
  return [
    {
      kind: 'text',
      tone: 'normal',
      text: `Since version ${difference.from}, which was approved: ${difference.summary}`,
    },
  ]
}

/** What became of each account, once it was to go out. */
function resultParts(post: PostView): ReplyPart[] {
  const begun = post.targets.filter((target) => !['idle', 'due'].includes(target.state))
  if (begun.length === 0) return []
  return [
    {
      kind: 'fields',
      fields: begun.map((target) => ({
        label: target.channelName,
        value: [resultNames[target.state], target.publishedUrl, target.failure]
          .filter((word) => !!word)
          .join('. '),
      })),
    },
  ]
}

const resultNames: Record<PostView['targets'][number]['state'], string> = {
  idle: 'Waiting',
  due: 'Waiting',
  publishing: 'Going out',
  published: 'Published',
  failed: 'Failed',
  unknown: 'Nobody can tell yet whether it is out',
  missed: 'Missed its time',
  cancelled: 'Taken off',
}
