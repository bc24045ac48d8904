import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { must } from '#kernel/assert.ts'
import { findPost, personOf, platformOf, targetsOf, toRowViews } from './queries.ts'
import type { PostRow, TargetRow } from './queries.ts'
import type { PostView, TargetView } from './schema.ts'
import type { VersionView } from './review.schema.ts'
import type { Snapshot } from './tables.ts'

/** A post with what each account gets. */
export async function getPost(ctx: Ctx, ref: { postId: string } | { number: number }): Promise<PostView> {
  requireScope(ctx, 'posts:read')
  const post = await findPost(ctx, ref)
  const [row] = await toRowViews(ctx, [post])
  const targets = await targetsOf(ctx, post.id)
  return {
    ...must(row, 'the row of a post'),
    body: post.content,
    targets: await targetViews(ctx, post, targets),
    slotId: post.slot_id,
    occurrenceAt: post.occurrence_at?.toISOString() ?? null,
    source: post.source,
    approvalId: post.approval_id,
    approvedVersion: await approvedVersion(ctx, post.id),
  }
}

async function targetViews(ctx: Ctx, post: PostRow, targets: readonly TargetRow[]): Promise<TargetView[]> {
  if (targets.length === 0) return []
  const [snapshot, channels] = await Promise.all([
    snapshotByHash(ctx, post.id, post.hash),
    ctx.db
      .selectFrom('channels')
      .select(['id', 'name', 'state', 'connector'])
      .where('org_id', '=', ctx.orgId)
      .where(
        'id',
        'in',
        targets.map((target) => target.channel_id),
      )
      .execute(),
  ])
  return targets.map((target) => {
    const channel = must(
      channels.find((one) => one.id === target.channel_id),
      'the channel of a target',
    )
    return {
      id: target.id,
      channelId: target.channel_id,
      channelName: channel.name,
      channelState: channel.state,
      connector: channel.connector,
      platform: platformOf(ctx, channel.connector),
      override: target.override,
      content: must(snapshot && frozenContent(snapshot, target.channel_id), 'the content of a target'),
      state: target.state,
      effectiveAt: target.effective_at?.toISOString() ?? null,
      publishedAt: target.published_at?.toISOString() ?? null,
      publishedId: target.published_id,
      publishedUrl: target.published_url,
      failureKind: target.failure_kind,
      failure: target.failure,
    }
  })
}

/** What the account got, or will get, of this very version. */
export function frozenContent(snapshot: Snapshot, channelId: string) {
  const target = snapshot.targets.find((one) => one.channelId === channelId)
  return target && snapshot.contents[target.content]
}

export async function snapshotByHash(ctx: Ctx, postId: string, hash: string): Promise<Snapshot | undefined> {
  const row = await ctx.db
    .selectFrom('post_versions')
    .select('snapshot')
    .where('org_id', '=', ctx.orgId)
    .where('post_id', '=', postId)
    .where('hash', '=', hash)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.snapshot
}

/** The last version that somebody granted. */
async function approvedVersion(ctx: Ctx, postId: string): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`select a.object_version as version from approvals a
    where a.org_id = ${ctx.orgId} and a.object_type = 'post' and a.object_id = ${postId}
      and exists (select from approval_decisions d where d.org_id = a.org_id and d.approval_id = a.id and d.decision = 'approve')
      and a.state in ('granted', 'replaced')
    order by a.id desc limit 1`.execute(ctx.db)
  return rows[0]?.version ?? null
}

/** Newest first; a version whose media were prepared later counts once. */
export async function getPostVersions(ctx: Ctx, postId: string): Promise<VersionView[]> {
  requireScope(ctx, 'posts:read')
  const post = await findPost(ctx, { postId })
  const rows = await ctx.db
    .selectFrom('post_versions')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('post_id', '=', post.id)
    .orderBy('version', 'desc')
    .orderBy('at', 'desc')
    .limit(200)
    .execute()
  const newest = [...new Map([...rows].reverse().map((row) => [row.version, row])).values()].reverse()
  return newest.map((row) => ({
    version: row.version,
    hash: row.hash,
    by: personOf(row.by),
    at: row.at.toISOString(),
    title: row.snapshot.title,
    body: row.snapshot.body,
    approved: row.hash === post.approved_hash,
  }))
}
