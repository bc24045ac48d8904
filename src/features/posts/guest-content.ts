import type { PostContent } from '#contracts/publisher.ts'
import { guestView } from '#features/approvals/index.ts'
import type { Guest } from '#features/approvals/index.ts'
import { signMediaUrl } from '#features/media/index.ts'
import { notFound } from '#kernel/errors.ts'
import { must } from '#kernel/assert.ts'
import { snapshotByHash } from './get-post.ts'
import { findPost, platformOf } from './queries.ts'
import type { GuestPost } from './guest.schema.ts'
import type { Snapshot } from './tables.ts'

/** Longer than anybody looks at one page; the page asks anew. */
const mediaMs = 60 * 60_000

/**
 * What a guest is asked about: exactly the version of their request, as each account would get it, and nothing else
 * of the organisation. Files come by links that open that file alone, for an hour.
 */
export async function guestContent(guest: Guest): Promise<GuestPost> {
  const approval = await guestView(guest)
  if (approval.type !== 'post') throw notFound('post')
  const { ctx } = guest
  const post = await findPost(ctx, { postId: approval.objectId })
  const snapshot = must(await snapshotByHash(ctx, post.id, approval.hash), 'the version that is asked for')
  const accounts = await accountsOf(guest, snapshot)
  const groups = Map.groupBy(snapshot.targets, ({ content: key }) => {
    const content = snapshot.contents[key]
    return content ? JSON.stringify(seen(content)) : key
  })
  return {
    title: snapshot.title,
    plannedAt: post.planned_at?.toISOString() ?? null,
    plannedZone: post.planned_zone,
    contents: [...groups.values()].flatMap((targets) => {
      const content = targets[0] && snapshot.contents[targets[0].content]
      if (!content) return []
      const { media, ...words } = seen(content)
      return [
        {
          accounts: targets.flatMap((target) => accounts.get(target.channelId) ?? []),
          ...words,
          media: media.map((one) => ({
            ...one,
            url: pathOf(signMediaUrl(ctx, one.mediaId, mediaMs)),
          })),
        },
      ]
    }),
  }
}

/** What of a content is seen: accounts whose settings alone differ stand together. */
const seen = ({ format, text, thread, link, firstComment, media }: PostContent) => ({
  format,
  text,
  thread,
  ...(link === undefined ? {} : { link }),
  ...(firstComment === undefined ? {} : { firstComment }),
  media: media.map(({ mediaId, kind, alt }) => ({ mediaId, kind, alt })),
})

/** The page and its files are of one origin, whatever address it was opened by. */
const pathOf = (url: string) => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

async function accountsOf({ ctx }: Guest, snapshot: Snapshot) {
  const ids = snapshot.targets.map((target) => target.channelId)
  if (ids.length === 0) return new Map<string, GuestPost['contents'][number]['accounts'][number]>()
  const rows = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name', 'connector'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map(({ id, name, connector }) => [id, { name, connector, platform: platformOf(ctx, connector) }]),
  )
}
