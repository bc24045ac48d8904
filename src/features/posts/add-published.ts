import { sql } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { PostFormatId } from '#contracts/publisher.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { titleOf } from './create-post.ts'
import { freeze } from './freeze.ts'
import type { Frozen } from './freeze.ts'
import { json } from './queries.ts'
import type { PostBody } from './schema.ts'

export interface PublishedPost {
  /** What tells that it is there already. */
  act: string
  body: PostBody
  labels: string[]
  author: { actor: Actor; memberId: string | null }
  at: Date
  /** The same instant on the clock of its zone. */
  wall: string
  zone: string
  targets: Array<{ channelId: string; externalId: string }>
}

export interface PublishedTarget {
  act: string
  postId: string
  targetId: string
  channelId: string
  externalId: string
  format: PostFormatId
  title: string
  labels: string[]
  publishedAt: Date
}

/** Posts that went out in the past, at once: nothing is published, nobody is told. */
export async function addPublished(tx: Ctx, posts: readonly PublishedPost[]): Promise<PublishedTarget[]> {
  if (posts.length === 0) return []
  const { rows } = await sql<{ last: number }>`insert into post_numbers (org_id, last)
    values (${tx.orgId}, ${posts.length})
    on conflict (org_id) do update set last = post_numbers.last + ${posts.length} returning last`.execute(
    tx.db,
  )
  const first = must(rows[0], 'numbers').last - posts.length + 1
  const made: Made[] = []
  for (const [index, post] of posts.entries()) made.push(await make(tx, post, first + index))
  await tx.db
    .insertInto('posts')
    .values(made.map((one) => rowOf(tx, one)))
    .execute()
  await tx.db
    .insertInto('post_versions')
    .values(
      made.map(({ post, id, frozen }) => ({
        org_id: tx.orgId,
        post_id: id,
        version: 1,
        hash: frozen.hash,
        snapshot: json(frozen.snapshot),
        by: json(post.author.actor),
        at: post.at,
      })),
    )
    .execute()
  const targets = made.flatMap(targetsOf)
  await tx.db
    .insertInto('post_targets')
    .values(
      targets.map((one) => ({
        org_id: tx.orgId,
        id: one.targetId,
        post_id: one.postId,
        channel_id: one.channelId,
        override: json({}),
        state: 'published' as const,
        effective_at: one.publishedAt,
        lease_owner: null,
        lease_until: null,
        handles: json({}),
        published_id: one.externalId,
        published_url: null,
        published_at: one.publishedAt,
        started_at: one.publishedAt,
        failure_kind: null,
        failure: null,
        late_told_at: null,
        asked_at: null,
        handed_to: null,
      })),
    )
    .execute()
  return targets
}

interface Made {
  post: PublishedPost
  id: string
  number: number
  title: string
  frozen: Frozen
}

async function make(tx: Ctx, post: PublishedPost, number: number): Promise<Made> {
  const title = titleOf(post.body)
  const targets = post.targets.map(({ channelId }) => ({ channelId, override: {} }))
  const frozen = await freeze(tx, { number, title, labels: post.labels, body: post.body, targets })
  return { post, id: newId(post.at), number, title, frozen }
}

const rowOf = (tx: Ctx, { post, id, number, title, frozen }: Made) => ({
  org_id: tx.orgId,
  id,
  number,
  title,
  state: 'published' as const,
  state_reason: null,
  content: json(post.body),
  labels: post.labels,
  hash: frozen.hash,
  approved_hash: null,
  approval_id: null,
  submit_by: null,
  planned_at: post.at,
  planned_wall: post.wall,
  planned_zone: post.zone,
  slot_id: null,
  series_id: null,
  occurrence_at: null,
  author: json(post.author.actor),
  author_id: post.author.memberId,
  source: json({ act: post.act }),
  created_at: post.at,
  updated_at: post.at,
  deleted_at: null,
})

const targetsOf = ({ post, id, title, frozen }: Made): PublishedTarget[] =>
  post.targets.map(({ channelId, externalId }) => ({
    act: post.act,
    postId: id,
    targetId: newId(post.at),
    channelId,
    externalId,
    format: must(
      frozen.targets.find((one) => one.channelId === channelId),
      'what the account got',
    ).content.format,
    title,
    labels: post.labels,
    publishedAt: post.at,
  }))
