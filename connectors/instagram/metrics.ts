import { z } from 'zod'
import type { ChannelIo } from '#contracts/connector.ts'
import type { AccountRead, Measure, MeasuredPost, MetricsReader, PostsRead } from '#contracts/metrics.ts'
import { figureOf, wantedOf, type Source } from '../_figures/source.ts'
import { vendorCount } from '../_figures/vendor-count.ts'
import type { Question } from '../_meta/ask-apart.ts'
import { callGraph, graphVersion } from '../_meta/graph.ts'
import { askInsights, lifetimeOf, totalOf } from '../_meta/insights.ts'
import { dayAfter, daysBetween, startOfPacificDay } from '../_meta/pacific.ts'
import { readAccountInTurn, readInTurn } from '../_meta/read-in-turn.ts'
import { reach } from './client.ts'

/** Source: Instagram media insights reference, 2026-06. There are no impressions any more. */
const ofAny: Source[] = [
  { measure: 'views', raw: 'views' },
  { measure: 'reach', raw: 'reach' },
  { measure: 'shares', raw: 'shares' },
]
const ofFeed: Source[] = [
  { measure: 'likes', raw: 'likes' },
  { measure: 'comments', raw: 'comments' },
  { measure: 'saves', raw: 'saved' },
]
const watchTime: Source = { measure: 'watch_time', raw: 'ig_reels_video_view_total_time' }
const ofPosts = [...ofAny, ...ofFeed, watchTime]
/** Source: Instagram account insights reference, 2026-06. */
const ofDays: Source[] = [
  { measure: 'views', raw: 'views' },
  { measure: 'reach', raw: 'reach' },
]
const followers: Source = { measure: 'followers', raw: 'followers_count' }

const postsAtOnce = 20
const daysAtOnce = 14
/** A metric on its own after a refusal; twice, for one odd post may use up the first round. */
const postSingles = 2 * ofPosts.length
const daySingles = 2 * ofDays.length

export const metrics: MetricsReader = {
  apiVersion: graphVersion,
  post: ofPosts.map(({ measure }) => measure),
  account: [...ofDays, followers].map(({ measure }) => measure),
  postsAtOnce,
  /** On the safe side: the reference says two years for media, and nothing that we read says how long for accounts. */
  backfillDays: 90,
  daysAtOnce,
  /**
   * 200 calls an hour for each user of an app. What an account earns beside (4800 × its impressions in 24 hours)
   * is almost nothing for a new one. Source: Meta's rate limit documentation.
   */
  rate: { points: 200, perMs: 3_600_000 },
  cost: { posts: postsAtOnce + postSingles, account: 1 + daysAtOnce + daySingles },
  readPosts,
  readAccount,
}

/**
 * A story is not asked for likes, comments and saves, only a reel for its time. That Instagram refuses them else is
 * what its users report; should it be otherwise, figures are missing, never wrong.
 */
function sourcesOf({ format }: MeasuredPost): Source[] {
  if (format === 'story') return ofAny
  return format === 'reel' || format === 'video' ? ofPosts : [...ofAny, ...ofFeed]
}

function readPosts(
  io: ChannelIo,
  { posts, skip }: { posts: MeasuredPost[]; skip: ReadonlySet<Measure> },
): Promise<PostsRead> {
  const { graph } = reach(io)
  return readInTurn(posts, postSingles, (post) => {
    const sources = wantedOf(sourcesOf(post), skip)
    return [
      {
        sources,
        async ask(raws) {
          const data = await askInsights(io, graph, post.externalId, { metric: raws.join(',') })
          return sources.flatMap((source) =>
            figureOf(source, inOurUnit(source, lifetimeOf(data, source.raw))),
          )
        },
      },
    ]
  })
}

/** Instagram counts watched time in milliseconds. */
const inOurUnit = ({ measure }: Source, value: number | undefined) =>
  value !== undefined && measure === 'watch_time' ? Math.round(value / 1000) : value

const level = z.object({ followers_count: vendorCount })

/** A total over its range is all that it gives (only `reach` comes as a series), so each day is a call. */
function readAccount(
  io: ChannelIo,
  { from, to, skip }: { from: string; to: string; skip: ReadonlySet<Measure> },
): Promise<AccountRead> {
  const { graph } = reach(io)
  const account = io.channel.externalId
  const sources = wantedOf(ofDays, skip)
  const days = daysBetween(from, to).map((day): Question<AccountRead['figures'][number]> => ({
    sources,
    async ask(raws) {
      const data = await askInsights(io, graph, account, {
        metric: raws.join(','),
        period: 'day',
        metric_type: 'total_value',
        since: seconds(day),
        until: seconds(dayAfter(day)),
      })
      return data.flatMap((insight) => {
        const source = sources.find(({ raw }) => raw === insight.name)
        return source ? figureOf(source, totalOf(insight)).map((figure) => ({ ...figure, day })) : []
      })
    },
  }))
  const now: Question<AccountRead['figures'][number]> = {
    sources: wantedOf([followers], skip),
    async ask() {
      const query = { fields: followers.raw }
      const found = await callGraph(io, graph, account, { query, schema: level })
      return figureOf(followers, found.followers_count)
    },
  }
  return readAccountInTurn(daySingles, [now, ...days])
}

const seconds = (day: string) => String(startOfPacificDay(day).getTime() / 1000)
