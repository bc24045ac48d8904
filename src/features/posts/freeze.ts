import { sql } from 'kysely'
import type { PostContent } from '#contracts/publisher.ts'
import { libraryFacts, renditionFacts } from '#features/media/index.ts'
import type { Ctx } from '#kernel/app.ts'
import { invalid } from '#kernel/errors.ts'
import { bodyFor, contentHash, missingRenditions, resolveContent, versionHash } from './content.ts'
import type { Account, FileBook } from './content.ts'
import { utmRules } from './schema.ts'
import type { PostBody, PostOverride, UtmRules } from './schema.ts'
import type { Snapshot } from './tables.ts'

export interface Unfrozen {
  number: number
  title: string
  labels: readonly string[]
  body: PostBody
  targets: ReadonlyArray<{ channelId: string; override: PostOverride }>
}

export interface FrozenTarget {
  channelId: string
  override: PostOverride
  /** The shared words with this account's own. */
  body: PostBody
  account: Account & { connector: string; state: string; sandbox: boolean }
  content: PostContent
}

export interface Frozen {
  hash: string
  snapshot: Snapshot
  targets: FrozenTarget[]
  /** Pictures that the accounts need and that are not made yet. */
  missing: Array<{ sourceId: string; spec: string }>
}

/** Says of a post what each account gets, and its hash. Refuses files and accounts that are not there. */
export async function freeze(ctx: Ctx, post: Unfrozen): Promise<Frozen> {
  const bodies = post.targets.map((target) => bodyFor(post.body, target.override))
  const ids = [post.body, ...bodies].flatMap((body) => body.media.map((one) => one.mediaId))
  const [accounts, utm, book] = await Promise.all([
    accountsOf(
      ctx,
      post.targets.map((target) => target.channelId),
    ),
    readUtmRules(ctx),
    readBook(ctx, ids),
  ])
  const gone = ids.find((id) => !book.files.has(id))
  if (gone !== undefined)
    throw invalid('A file of this post is not in the library. Add it again.', { mediaId: gone })
  const targets = post.targets.map(({ channelId, override }, index) => {
    const account = accounts.get(channelId)
    if (!account)
      throw invalid('An account of this post is not connected, or takes no posts. Choose another.', {
        channelId,
      })
    const body = bodies[index] ?? post.body
    const content = resolveContent(body, account, book, {
      utm,
      number: post.number,
      labels: post.labels,
    })
    return {
      channelId,
      override,
      body,
      account,
      content,
      missing: missingRenditions(body, account.publisher, book),
    }
  })
  return {
    hash: versionHash(post.body, targets),
    snapshot: snapshotOf(post, targets),
    targets,
    missing: distinct(targets.flatMap((target) => target.missing)),
  }
}

const distinct = (all: Frozen['missing']) => [
  ...new Map(all.map((one) => [`${one.sourceId} ${one.spec}`, one])).values(),
]

function snapshotOf(post: Unfrozen, targets: readonly FrozenTarget[]): Snapshot {
  const contents = new Map(targets.map(({ content }) => [contentHash(content), content]))
  return {
    title: post.title,
    labels: [...post.labels],
    body: post.body,
    targets: targets.map(({ channelId, override, content }) => ({
      channelId,
      override,
      content: contentHash(content),
    })),
    contents: Object.fromEntries(contents),
  }
}

/** Accounts that can publish, by channel. */
async function accountsOf(
  ctx: Ctx,
  channelIds: readonly string[],
): Promise<Map<string, FrozenTarget['account']>> {
  if (channelIds.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('channels')
    .select(['id', 'name', 'connector', 'state', 'sandbox'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...channelIds])
    .execute()
  return new Map(
    rows.flatMap(({ id, name, connector, state, sandbox }) => {
      const publisher = ctx.connectors.get(connector)?.publish
      return publisher ? [[id, { channelId: id, name, connector, state, sandbox, publisher }] as const] : []
    }),
  )
}

export async function readBook(ctx: Ctx, mediaIds: readonly string[]): Promise<FileBook> {
  const [files, renditions] = await Promise.all([libraryFacts(ctx, mediaIds), renditionFacts(ctx, mediaIds)])
  return { files, renditions }
}

/** Rules of the organisation's publishing settings. */
async function readUtmRules(ctx: Ctx): Promise<UtmRules | undefined> {
  const { rows } = await sql<{ utm: unknown }>`select settings->'utm' as utm from publishing_settings
    where org_id = ${ctx.orgId}`.execute(ctx.db)
  const said = rows[0]?.utm
  return said ? utmRules.parse(said) : undefined
}
