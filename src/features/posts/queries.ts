import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { Ctx, Services } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { idSchema } from '#kernel/ids.ts'
import { cleanJson, preview } from '#kernel/text.ts'
import type { PostRowView, PostState, TargetState } from './schema.ts'
import type { PostTable, PostTargetTable } from './tables.ts'
import './tables.ts'

export type PostRow = Selectable<PostTable>
export type TargetRow = Selectable<PostTargetTable>

/** The driver would encode a string for a jsonb column once more; as text it arrives as it is. */
export const json = (value: unknown) => sql<never>`${cleanJson(value)}::text::jsonb`

const excerptLength = 240

/** The row that every change of a post locks first: edits, decisions and the slot happen one after the other. */
export async function lockPost(tx: Ctx, id: string): Promise<PostRow> {
  const row = await tx.db
    .selectFrom('posts')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('post')
  return row
}

export async function findPost(ctx: Ctx, ref: { postId: string } | { number: number }): Promise<PostRow> {
  if ('postId' in ref && !idSchema.safeParse(ref.postId).success) throw notFound('post')
  const row = await ctx.db
    .selectFrom('posts')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('deleted_at', 'is', null)
    .$if('postId' in ref, (query) => query.where('id', '=', 'postId' in ref ? ref.postId : ''))
    .$if('number' in ref, (query) => query.where('number', '=', 'number' in ref ? ref.number : 0))
    .executeTakeFirst()
  if (!row) throw notFound('post')
  return row
}

/** In the order of the accounts' names; `lock` holds them against the publisher. */
export async function targetsOf(
  ctx: Ctx,
  postId: string,
  options: { lock?: boolean } = {},
): Promise<TargetRow[]> {
  return ctx.db
    .selectFrom('post_targets')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('post_id', '=', postId)
    .orderBy('id')
    .$if(options.lock === true, (query) => query.forUpdate())
    .execute()
}

interface AccountRow {
  post_id: string
  channel_id: string
  name: string
  connector: string
  state: TargetState
}

/** Rows of lists, cards and events, in the order of the posts given. */
export async function toRowViews(ctx: Ctx, rows: readonly PostRow[]): Promise<PostRowView[]> {
  if (rows.length === 0) return []
  const accounts: AccountRow[] = await ctx.db
    .selectFrom('post_targets as t')
    .innerJoin('channels as c', (join) =>
      join.onRef('c.org_id', '=', 't.org_id').onRef('c.id', '=', 't.channel_id'),
    )
    .select(['t.post_id', 't.channel_id', 'c.name', 'c.connector', 't.state'])
    .where('t.org_id', '=', ctx.orgId)
    .where(
      't.post_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('c.name')
    .orderBy('t.id')
    .execute()
  const byPost = Map.groupBy(accounts, (account) => account.post_id)
  return rows.map((row) => toRowView(ctx, row, byPost.get(row.id) ?? []))
}

function toRowView(services: Services, row: PostRow, accounts: readonly AccountRow[]): PostRowView {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    state: row.state,
    stateReason: row.state_reason,
    preparing: row.submit_by !== null,
    excerpt: preview(row.content.text, excerptLength),
    labels: row.labels,
    accounts: accounts.map(({ channel_id, name, connector, state }) => ({
      channelId: channel_id,
      name,
      connector,
      platform: platformOf(services, connector),
      state,
    })),
    thumbMediaId: row.content.media[0]?.mediaId ?? null,
    mediaCount: row.content.media.length,
    plannedAt: row.planned_at?.toISOString() ?? null,
    plannedWall: row.planned_wall,
    plannedZone: row.planned_zone,
    seriesId: row.series_id,
    author: personOf(row.author),
    authorId: row.author_id,
    version: row.content_version,
    hash: row.hash,
    revision: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

export async function rowViewOf(ctx: Ctx, postId: string): Promise<PostRowView> {
  const [view] = await toRowViews(ctx, [await findPost(ctx, { postId })])
  if (!view) throw notFound('post')
  return view
}

export const platformOf = (services: Services, connector: string): string =>
  services.connectors.get(connector)?.publish?.platform ?? connector

export const personOf = ({ id, kind, name }: Actor) => ({ id: id ?? null, kind, name })

/** States in words, for people. */
export const stateNames: Record<PostState, string> = {
  draft: 'Draft',
  in_review: 'In review',
  changes_requested: 'Changes requested',
  rejected: 'Rejected',
  approved: 'Approved',
  scheduled: 'Scheduled',
  on_hold: 'On hold',
  publishing: 'Publishing',
  published: 'Published',
  partly_published: 'Partly published',
  failed: 'Failed',
  unknown: 'Not sure whether it is out',
  missed: 'Missed its time',
}
