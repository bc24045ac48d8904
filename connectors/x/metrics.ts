import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo } from '#contracts/connector.ts'
import type {
  AccountRead,
  Figure,
  Measure,
  MeasuredPost,
  MeasureFailure,
  MetricsReader,
  PostsRead,
} from '#contracts/metrics.ts'
import { failureOf, figureOf, wantedOf, type Source } from '../_figures/source.ts'
import { callX } from './client.ts'
import { figuresAnswer, levelAnswer, type PartialError } from './schema.ts'

/** Source: X docs (Post metrics), 2026-08. */
const ofPublic: Source[] = [
  { measure: 'impressions', raw: 'impression_count' },
  { measure: 'likes', raw: 'like_count' },
  { measure: 'comments', raw: 'reply_count' },
  { measure: 'shares', raw: 'retweet_count+quote_count' },
  { measure: 'saves', raw: 'bookmark_count' },
]
const clicks: Source = { measure: 'clicks', raw: 'url_link_clicks' }
const followers: Source = { measure: 'followers', raw: 'followers_count' }

const publicFields = 'public_metrics'
const allFields = 'public_metrics,non_public_metrics'
/** Clicks are told for a post's first 30 days, to its author. An hour less, as clocks differ. */
const clicksMs = (30 * 24 - 1) * 3_600_000

export const metrics: MetricsReader = {
  apiVersion: 'v2',
  post: [...ofPublic, clicks].map(({ measure }) => measure),
  account: [followers.measure],
  /** Source: X's OpenAPI 2.167, `ids` of GET /2/tweets. */
  postsAtOnce: 100,
  /** Only a level: X has no days of the past. */
  backfillDays: 0,
  daysAtOnce: 1,
  /**
   * GET /2/tweets allows a user 5,000 calls in 15 minutes (X docs, Rate limits, 2026-08). GET /2/users/me is known
   * for 75, which we did not find confirmed: the lower one holds for both.
   */
  rate: { points: 75, perMs: 15 * 60_000 },
  cost: { posts: 2, account: 1 },
  readPosts,
  readAccount,
}

/** What came of the calls so far. */
interface Reading {
  posts: PostsRead['posts']
  gone: string[]
  /** Fields that X kept from us, by their last name. */
  refused: Map<string, ConnectorError>
}

/** The young posts with their clicks, then the old ones and those whose clicks X keeps to itself without. */
async function readPosts(
  io: ChannelIo,
  { posts, skip }: { posts: MeasuredPost[]; skip: ReadonlySet<Measure> },
): Promise<PostsRead> {
  const sources = wantedOf([...ofPublic, clicks], skip)
  const reading: Reading = { posts: [], gone: [], refused: new Map() }
  const since = io.clock.now().getTime() - clicksMs
  const wantsClicks = !skip.has(clicks.measure)
  const young = posts.filter((post) => wantsClicks && post.publishedAt.getTime() > since).map(idOf)
  const failed = await tryAsking(io, reading, young, allFields, sources)
  if (failed && !isRefusal(failed)) throw failed
  if (failed) reading.refused.set(clicks.raw, failed)
  const answered = new Set([...reading.posts.map(({ externalId }) => externalId), ...reading.gone])
  const left = posts.map(idOf).filter((id) => !answered.has(id))
  const ofLeft = sources.filter((source) => source !== clicks)
  const failedAgain = ofLeft.length > 0 ? await tryAsking(io, reading, left, publicFields, ofLeft) : undefined
  return ended(reading, failedAgain ? ofLeft : sources, failedAgain)
}

const idOf = ({ externalId }: MeasuredPost) => externalId
/** The whole call was refused for the field alone: without it the rest can be had. */
const isRefusal = ({ kind }: ConnectorError) => kind === 'permission' || kind === 'rejected'

async function tryAsking(
  io: ChannelIo,
  reading: Reading,
  ids: string[],
  fields: string,
  sources: Source[],
): Promise<ConnectorError | undefined> {
  if (ids.length === 0) return undefined
  try {
    const { data = [], errors = [] } = await callX(io, io.credentials['accessToken'], '/2/tweets', {
      query: { ids: ids.join(','), 'tweet.fields': fields },
      schema: figuresAnswer,
    })
    for (const { id, public_metrics: open, non_public_metrics: own } of data) {
      const counts = { ...open, [clicks.raw]: own?.[clicks.raw] }
      reading.posts.push({ externalId: id, figures: figuresOf(sources, counts) })
    }
    for (const error of errors) note(reading, error)
    return undefined
  } catch (error) {
    if (error instanceof ConnectorError) return error
    throw error
  }
}

/** The schema says `repost_count` where the docs and the answers say `retweet_count`: either is taken. */
function figuresOf(sources: Source[], counts: Record<string, number | undefined>): Figure[] {
  const { retweet_count: retweets, repost_count: reposts, quote_count: quotes } = counts
  const shared = retweets ?? reposts
  const shares = shared === undefined || quotes === undefined ? undefined : shared + quotes
  return sources.flatMap((source) =>
    figureOf(source, source.measure === 'shares' ? shares : counts[source.raw]),
  )
}

function note(reading: Reading, { type = '', title = '', detail, field, ...about }: PartialError): void {
  const id = about.resource_id ?? about.value
  if (type.endsWith('/resource-not-found') || /not found/i.test(title)) {
    if (id !== undefined) reading.gone.push(id)
    return
  }
  if (field === undefined) return
  const name = field.startsWith('non_public_metrics') ? clicks.raw : field.replace(/^.*\./, '')
  const message = `X does not allow this: ${detail ?? title}`
  reading.refused.set(name, new ConnectorError('permission', message))
}

/** Throws when nothing was read; else what a failed call would have brought stands in `failed`. */
function ended(reading: Reading, sources: Source[], error?: ConnectorError): PostsRead {
  const { posts, gone } = reading
  if (error && posts.length === 0 && gone.length === 0) throw error
  const failed = error ? sources.map((source) => failureOf(source, error)) : []
  const told = new Set([...posts.flatMap(({ figures }) => figures), ...failed].map(({ measure }) => measure))
  return {
    posts,
    gone,
    failed: [...failed, ...refusedOf(reading).filter(({ measure }) => !told.has(measure))],
  }
}

/** A figure that X keeps for one post but gives for another is a matter of that post: the caller leaves it out. */
const refusedOf = ({ refused }: Reading): MeasureFailure[] =>
  [...ofPublic, clicks].flatMap((source) => {
    const error = source.raw.split('+').flatMap((name) => refused.get(name) ?? [])[0]
    return error ? [failureOf(source, error)] : []
  })

async function readAccount(
  io: ChannelIo,
  { skip }: { from: string; to: string; skip: ReadonlySet<Measure> },
): Promise<AccountRead> {
  if (skip.has(followers.measure)) return { figures: [], failed: [] }
  const { data } = await callX(io, io.credentials['accessToken'], '/2/users/me', {
    query: { 'user.fields': publicFields },
    schema: levelAnswer,
  })
  return { figures: figureOf(followers, data.public_metrics?.[followers.raw]), failed: [] }
}
