import { z } from 'zod'
import type { PostContent, Publisher } from '#contracts/publisher.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { requireScope } from '#kernel/ctx.ts'
import { checkContentInput } from './check-post.ts'
import { contentHash } from './content.ts'
import { freeze } from './freeze.ts'
import { frozenContent, snapshotByHash } from './get-post.ts'
import { findPost } from './queries.ts'
import { contentView } from './schema.ts'

/** How a platform lays a post out, told by what it can do, not by its name. */
export const layouts = ['pictures', 'short', 'feed'] as const
export type Layout = (typeof layouts)[number]

/** Data for a live preview: the browser draws it, and chat gets it as a picture. */
export const previewView = z
  .object({
    channelId: z.uuid(),
    name: z.string(),
    platform: z.string(),
    layout: z.enum(layouts),
    formatLabel: z.string(),
    content: contentView,
    /** Shown as tall as a phone. */
    tall: z.boolean(),
    textCount: z.number().int(),
    textMax: z.number().int(),
    /** The picture that chat shows, where it was made. */
    imageMediaId: z.uuid().nullable(),
  })
  .meta({ id: 'PostPreview' })
export type PreviewView = z.infer<typeof previewView>

export interface Seen {
  channelId: string
  name: string
  publisher: Publisher
  content: PostContent
}

/** How a stored post looks on each of its accounts. */
export async function previewOf(ctx: Ctx, postId: string): Promise<PreviewView[]> {
  requireScope(ctx, 'posts:read')
  const seen = await seenOf(ctx, postId)
  const images = await imagesOf(ctx, seen)
  return seen.map((one) => toView(one, images.get(imageKey(one)) ?? null))
}

/** The same of what stands in an editor. */
export async function previewContent(
  ctx: Ctx,
  input: z.input<typeof checkContentInput>,
): Promise<PreviewView[]> {
  requireScope(ctx, 'posts:read')
  const parsed = checkContentInput.parse(input)
  const { targets } = await freeze(ctx, { ...parsed, number: 0 })
  return targets.map(({ account, content }) => toView({ ...account, content }, null))
}

/** What each account of a post gets of its present version. */
export async function seenOf(ctx: Ctx, postId: string): Promise<Seen[]> {
  const post = await findPost(ctx, { postId })
  const snapshot = must(await snapshotByHash(ctx, post.id, post.hash), 'the present version')
  if (snapshot.targets.length === 0) return []
  const channels = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name', 'connector'])
    .where('org_id', '=', ctx.orgId)
    .where(
      'id',
      'in',
      snapshot.targets.map((target) => target.channelId),
    )
    .orderBy('name')
    .execute()
  return channels.flatMap(({ id, name, connector }) => {
    const publisher = ctx.connectors.get(connector)?.publish
    const content = frozenContent(snapshot, id)
    return publisher && content ? [{ channelId: id, name, publisher, content }] : []
  })
}

const toView = ({ channelId, name, publisher, content }: Seen, imageMediaId: string | null): PreviewView => ({
  channelId,
  name,
  platform: publisher.platform,
  layout: layoutOf(publisher),
  formatLabel: publisher.formats.find((format) => format.id === content.format)?.label ?? content.format,
  content,
  tall: isTall(content),
  textCount: publisher.countText(content.text),
  textMax: publisher.limits.textMax,
  imageMediaId,
})

export const isTall = (content: Pick<PostContent, 'format'>) =>
  content.format === 'story' || content.format === 'reel'

/** Pictures first where none goes without; narrow where texts are short; else a feed. */
export function layoutOf(publisher: Publisher): Layout {
  if (publisher.limits.media.min > 0) return 'pictures'
  return publisher.limits.textMax <= 500 ? 'short' : 'feed'
}

export const imageKey = ({ channelId, content }: Pick<Seen, 'channelId' | 'content'>) =>
  `${channelId} ${contentHash(content)}`

/** Pictures that were made of this very content. */
export async function imagesOf(ctx: Ctx, seen: readonly Seen[]): Promise<Map<string, string>> {
  if (seen.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('post_previews')
    .select(['channel_id', 'hash', 'media_id'])
    .where('org_id', '=', ctx.orgId)
    .where('hash', 'in', [...new Set(seen.map(({ content }) => contentHash(content)))])
    .execute()
  return new Map(rows.map((row) => [`${row.channel_id} ${row.hash}`, row.media_id]))
}
