import { z } from 'zod'
import type { ChannelIo } from '#contracts/connector.ts'
import type { AccountRead, Measure, MeasuredPost, MetricsReader, PostsRead } from '#contracts/metrics.ts'
import { figureOf, wantedOf, type Source } from '../_figures/source.ts'
import { vendorCount } from '../_figures/vendor-count.ts'
import { callGraph, graphVersion } from '../_meta/graph.ts'
import { askInsights, lifetimeOf, type Insight } from '../_meta/insights.ts'
import { dayAfter, dayEndingAt } from '../_meta/pacific.ts'
import { readAccountInTurn, readInTurn } from '../_meta/read-in-turn.ts'
import { graphOfChannel } from './client.ts'

/**
 * What took the place of `post_impressions` and `page_impressions*`, which are gone since 2026-06: Meta calls
 * them views of media. Source: Meta's Page insights reference, v25.0.
 */
const ofPosts: Source[] = [
  { measure: 'views', raw: 'post_media_view' },
  { measure: 'reach', raw: 'post_total_media_view_unique' },
]
/** Fields of the post itself, each with what to write for it. Reactions of all kinds are likes here. */
const ofFields: Array<Source & { field: string }> = [
  { measure: 'shares', raw: 'shares', field: 'shares' },
  { measure: 'comments', raw: 'comments', field: 'comments.summary(true).limit(0)' },
  { measure: 'likes', raw: 'reactions', field: 'reactions.summary(true).limit(0)' },
]
const ofDays: Source[] = [
  { measure: 'views', raw: 'page_media_view' },
  { measure: 'reach', raw: 'page_total_media_view_unique' },
]
/** Gained and lost, each on its own: growth is their difference and needs both. The second is known from other users' code. */
const gained: Source = { measure: 'follower_growth', raw: 'page_daily_follows_unique' }
const lost: Source = { measure: 'follower_growth', raw: 'page_daily_unfollows_unique' }
const growth: Source = { measure: 'follower_growth', raw: `${gained.raw}-${lost.raw}` }
const followers: Source = { measure: 'followers', raw: 'followers_count' }

const postsAtOnce = 20
/** A metric on its own after a refusal; twice, for one odd post may use up the first round. */
const postSingles = 2 * (ofPosts.length + ofFields.length)
const daySingles = ofDays.length + 2

export const metrics: MetricsReader = {
  apiVersion: graphVersion,
  post: [...ofPosts, ...ofFields].map(({ measure }) => measure),
  account: [...ofDays, growth, followers].map(({ measure }) => measure),
  postsAtOnce,
  /** Insights are kept for two years, of which a call may span 90 days. Source: Page insights reference. */
  backfillDays: 2 * 365,
  daysAtOnce: 90,
  /**
   * 200 calls an hour for each user of an app. What a Page earns beside (4800 × its engaged users in 24 hours) is
   * almost nothing for a new one. Source: Meta's rate limit documentation.
   */
  rate: { points: 200, perMs: 3_600_000 },
  cost: { posts: 2 * postsAtOnce + postSingles, account: 2 + daySingles },
  readPosts,
  readAccount,
}

const total = z.object({ summary: z.object({ total_count: vendorCount }).optional() }).optional()
const counts = z.object({
  /** Absent while nobody shared it. */
  shares: z.object({ count: vendorCount }).optional(),
  comments: total,
  reactions: total,
})

function readPosts(
  io: ChannelIo,
  { posts, skip }: { posts: MeasuredPost[]; skip: ReadonlySet<Measure> },
): Promise<PostsRead> {
  const graph = graphOfChannel(io)
  const fields = wantedOf(ofFields, skip)
  const sources = wantedOf(ofPosts, skip)
  return readInTurn(posts, postSingles, ({ externalId }) => {
    const node = postId(io.channel.externalId, externalId)
    return [
      {
        sources: fields,
        async ask(raws) {
          const asked = fields.filter(({ raw }) => raws.includes(raw))
          const query = { fields: asked.map(({ field }) => field).join(',') }
          const found = await callGraph(io, graph, node, { query, schema: counts })
          return fields.flatMap((source) => figureOf(source, countOf(found, source.raw)))
        },
      },
      {
        sources,
        async ask(raws) {
          const data = await askInsights(io, graph, node, { metric: raws.join(',') })
          return sources.flatMap((source) => figureOf(source, lifetimeOf(data, source.raw)))
        },
      },
    ]
  })
}

/** A post is known by its Page's id before its own; a video that was never asked for its post has only its own. */
const postId = (page: string, id: string) => (id.includes('_') ? id : `${page}_${id}`)

function countOf(found: z.infer<typeof counts>, raw: string): number | undefined {
  if (raw === 'shares') return found.shares?.count
  return (raw === 'comments' ? found.comments : found.reactions)?.summary?.total_count
}

const level = z.object({ followers_count: vendorCount })

async function readAccount(
  io: ChannelIo,
  { from, to, skip }: { from: string; to: string; skip: ReadonlySet<Measure> },
): Promise<AccountRead> {
  const graph = graphOfChannel(io)
  const page = io.channel.externalId
  const read = await readAccountInTurn(daySingles, [
    {
      sources: wantedOf([followers], skip),
      async ask() {
        const query = { fields: followers.raw }
        const found = await callGraph(io, graph, page, { query, schema: level })
        return figureOf(followers, found.followers_count)
      },
    },
    {
      sources: wantedOf([...ofDays, gained, lost], skip),
      async ask(raws) {
        const range = { period: 'day', since: from, until: dayAfter(to) }
        const data = await askInsights(io, graph, page, { metric: raws.join(','), ...range })
        return dailyOf(data).filter(({ day }) => day >= from && day <= to)
      },
    },
  ])
  return { ...read, figures: withGrowth(read.figures) }
}

type AccountFigure = AccountRead['figures'][number]

const dailyOf = (data: readonly Insight[]) =>
  data.flatMap(({ name, values = [] }) => {
    const source = [...ofDays, gained, lost].find(({ raw }) => raw === name)
    return values.flatMap(({ value, end_time: endTime }) =>
      source && endTime !== undefined
        ? figureOf(source, value).map((figure) => ({ ...figure, day: dayEndingAt(endTime) }))
        : [],
    )
  })

/** Gained less lost, for days of which both are known. */
function withGrowth(figures: AccountFigure[]): AccountFigure[] {
  const losses = new Map(figures.filter(({ raw }) => raw === lost.raw).map(({ day, value }) => [day, value]))
  return figures.flatMap((figure) => {
    if (figure.measure !== growth.measure) return [figure]
    const loss = losses.get(figure.day)
    if (figure.raw !== gained.raw || loss === undefined) return []
    return [{ ...figure, ...growth, value: figure.value - loss }]
  })
}
