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
  return {
    title: snapshot.title,
    plannedAt: post.planned_at?.toISOString() ?? null,
    plannedZone: post.planned_zone,
    contents: [...new Set(snapshot.targets.map((target) => target.content))].flatMap((key) => {
      const content = snapshot.contents[key]
      if (!content) return []
      const { format, text, thread, link, firstComment, media } = content
      return [
        {
          accounts: snapshot.targets
            .filter((target) => target.content === key)
            .flatMap((target) => accounts.get(target.channelId) ?? []),
          format,
          text,
          thread,
          ...(link === undefined ? {} : { link }),
          ...(firstComment === undefined ? {} : { firstComment }),
          media: media.map(({ mediaId, kind, alt }) => ({
            mediaId,
            kind,
            alt,
            url: pathOf(signMediaUrl(ctx, mediaId, mediaMs)),
          })),
        },
      ]
    }),
  }
}

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
