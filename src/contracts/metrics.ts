import type { ChannelIo, FailureKind } from './connector.ts'

/**
 * What platforms can count. A connector maps the vendor's own names to these; what a vendor counts otherwise is
 * left out rather than bent. Counts are whole numbers, `watch_time` is in seconds.
 */
export const measures = [
  /** Times it was shown. */
  'impressions',
  /** People who saw it, each once. */
  'reach',
  /** Plays, or views as the platform counts them. */
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  /** Clicks on a link. */
  'clicks',
  'watch_time',
  /** How many follow the account: a level, not a sum. */
  'followers',
  /** Followers gained less lost on a day. */
  'follower_growth',
] as const
export type Measure = (typeof measures)[number]

/**
 * How a connector reads figures. The product keeps them append-only, with the vendor's own name, decides when to
 * ask, and never asks more often than `rate`. The connector never waits, retries or repairs a figure.
 */
export interface MetricsReader {
  /** As it stands beside each figure, e.g. `v25.0`. */
  apiVersion: string
  /** What posts are measured by. */
  post: Measure[]
  /** What the account as a whole is measured by, day by day or as a level. */
  account: Measure[]
  /** Posts in one call of `readPosts`. */
  postsAtOnce: number
  /** How far back days of the account can still be asked for. */
  backfillDays: number
  /** Days in one call of `readAccount`. */
  daysAtOnce: number
  /** Calls of these two functions per channel; each counts as many as it makes requests at most. */
  rate: { points: number; perMs: number }
  /** Requests of one call, at most. */
  cost: { posts: number; account: number }
  /**
   * What posts have gathered until now. Leaves out measures in `skip`. One measure that the vendor refuses is a
   * `failed` entry, never a failure of the rest; a post that is gone at the vendor is in `gone`. Throws
   * ConnectorError only when nothing could be read.
   */
  readPosts(io: ChannelIo, ask: { posts: MeasuredPost[]; skip: ReadonlySet<Measure> }): Promise<PostsRead>
  /**
   * Figures of the account for days `from` to `to` (the vendor's own days, both included), and levels as they are
   * now. The same about `skip`, `failed` and errors.
   */
  readAccount(
    io: ChannelIo,
    ask: { from: string; to: string; skip: ReadonlySet<Measure> },
  ): Promise<AccountRead>
}

export interface MeasuredPost {
  /** The vendor's id of the published post. */
  externalId: string
  format: string
  publishedAt: Date
}

export interface Figure {
  measure: Measure
  value: number
  /** The vendor's own name of it, e.g. `post_media_view`. */
  raw: string
}

export interface PostsRead {
  posts: Array<{ externalId: string; figures: Figure[] }>
  /** Not there any more: not asked for again. */
  gone: string[]
  failed: MeasureFailure[]
}

export interface AccountRead {
  /** `day`: YYYY-MM-DD as the vendor counts days; absent for a level that is so now. */
  figures: Array<Figure & { day?: string }>
  failed: MeasureFailure[]
}

export interface MeasureFailure {
  measure: Measure
  raw: string
  kind: FailureKind
  message: string
}
