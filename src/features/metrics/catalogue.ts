import type { Unit } from '#contracts/chart.ts'
import type { Measure } from '#contracts/metrics.ts'
import type { Formula } from './custom/formula.ts'
import type { BuiltInMetric, MetricId } from './schema.ts'

/**
 * The one definition of every metric: the words that describe it, and how it is made. `sum`: added up over posts
 * or days. `ratio`: sums of the posts that have both, in percent. `level`: as it stands at the end. Money and
 * conversions need an advertising account, which nothing connects yet: `none`.
 */
export interface Metric {
  id: MetricId
  name: string
  unit: Unit
  formula: string
  make:
    | { kind: 'sum'; of: Measure }
    | { kind: 'sum_of'; of: Measure[] }
    | { kind: 'ratio'; over: Measure[]; under: Measure }
    | { kind: 'level'; of: 'followers' }
    | { kind: 'growth' }
    | { kind: 'published' }
    | { kind: 'inbox'; what: 'received' | 'opened' | 'first_response' | 'resolution' | 'auto_share' }
    | { kind: 'formula'; tree: Formula; leaves: Metric[] }
    | { kind: 'none'; nearest: BuiltInMetric; why: string }
  /** Which way is better, for the sentence; undefined: neither. */
  better?: 'more' | 'less'
  /** Where it stands in lists. */
  category: string
  /** The denominator, of what has one. */
  per?: string
}

const ads = 'No advertising account can be connected yet.'

type Rest = Omit<Metric, 'id' | 'name' | 'category'>
const define = (id: BuiltInMetric, name: string, rest: Rest): Metric => ({
  id,
  name,
  category: categoryOf(rest.make),
  ...rest,
})
const categoryOf = ({ kind }: Metric['make']): string =>
  kind === 'inbox'
    ? 'Inbox'
    : kind === 'level' || kind === 'growth'
      ? 'Audience'
      : kind === 'none'
        ? 'Not measured'
        : 'Content'
const sum = (id: BuiltInMetric & Measure, name: string, formula: string): Metric =>
  define(id, name, { unit: 'count', formula, make: { kind: 'sum', of: id }, better: 'more' })

const all: Metric[] = [
  sum('impressions', 'Impressions', 'times shown'),
  sum('reach', 'Reach', 'people who saw it; summed, so one person may count more than once'),
  sum('views', 'Views', 'plays or views, as the platform counts them'),
  sum('likes', 'Likes', 'likes and reactions'),
  sum('comments', 'Comments', 'comments and replies'),
  sum('shares', 'Shares', 'shares, reposts and quotes'),
  sum('saves', 'Saves', 'saves and bookmarks'),
  sum('clicks', 'Clicks', 'clicks on links'),
  define('engagements', 'Engagements', {
    unit: 'count',
    formula: 'likes + comments + shares + saves',
    make: { kind: 'sum_of', of: ['likes', 'comments', 'shares', 'saves'] },
    better: 'more',
  }),
  define('engagement_rate', 'Engagement rate', {
    unit: 'percent',
    formula: '(likes + comments + shares) / reach, over what has both',
    per: 'reach',
    make: { kind: 'ratio', over: ['likes', 'comments', 'shares'], under: 'reach' },
    better: 'more',
  }),
  define('ctr', 'Click-through rate', {
    unit: 'percent',
    formula: 'clicks / impressions, over what has both',
    per: 'impressions',
    make: { kind: 'ratio', over: ['clicks'], under: 'impressions' },
    better: 'more',
  }),
  define('watch_time', 'Watch time', {
    unit: 'seconds',
    formula: 'time watched',
    make: { kind: 'sum', of: 'watch_time' },
    better: 'more',
  }),
  define('followers', 'Followers', {
    unit: 'count',
    formula: 'followers at the end of the period',
    make: { kind: 'level', of: 'followers' },
    better: 'more',
  }),
  define('follower_growth', 'Follower growth', {
    unit: 'count',
    formula: 'followers gained less lost; where the platform does not say, from one measured day to the next',
    make: { kind: 'growth' },
    better: 'more',
  }),
  define('posts_published', 'Posts published', {
    unit: 'count',
    formula: 'posts that went out, each account for itself',
    make: { kind: 'published' },
  }),
  define('messages_received', 'Messages received', {
    unit: 'count',
    formula: 'messages from customers',
    make: { kind: 'inbox', what: 'received' },
  }),
  define('conversations_opened', 'Conversations opened', {
    unit: 'count',
    formula: 'conversations begun or opened again',
    make: { kind: 'inbox', what: 'opened' },
  }),
  define('first_response_time', 'First response time', {
    unit: 'seconds',
    formula:
      'from the first message to the first answer: the median of the conversations first written to then',
    make: { kind: 'inbox', what: 'first_response' },
    better: 'less',
  }),
  define('resolution_time', 'Resolution time', {
    unit: 'seconds',
    formula: 'from opened to resolved: the median of the conversations resolved then',
    make: { kind: 'inbox', what: 'resolution' },
    better: 'less',
  }),
  define('auto_reply_share', 'Answered by rules', {
    unit: 'percent',
    formula: 'conversations whose first answer came from a rule / conversations answered',
    per: 'conversations answered',
    make: { kind: 'inbox', what: 'auto_share' },
  }),
  define('csat', 'Satisfaction', {
    unit: 'percent',
    formula: 'good ratings / ratings',
    make: {
      kind: 'none',
      nearest: 'first_response_time',
      why: 'Customers are not asked for a rating yet.',
    },
  }),
  define('spend', 'Spend', {
    unit: 'money',
    formula: 'money spent on promotion',
    make: { kind: 'none', nearest: 'impressions', why: ads },
  }),
  define('conversions', 'Conversions', {
    unit: 'count',
    formula: 'conversions',
    make: { kind: 'none', nearest: 'clicks', why: ads },
  }),
  define('cpa', 'Cost per acquisition', {
    unit: 'money',
    formula: 'spend / conversions',
    make: { kind: 'none', nearest: 'clicks', why: ads },
  }),
  define('roas', 'Return on ad spend', {
    unit: 'percent',
    formula: 'revenue / spend',
    make: { kind: 'none', nearest: 'engagement_rate', why: ads },
  }),
]

/** By id. Metrics of an organisation's own stand in `custom/`; `metricsOf` knows both. */
export const catalogue: ReadonlyMap<MetricId, Metric> = new Map(all.map((metric) => [metric.id, metric]))

/** One that is built in. */
export function metricOf(id: MetricId): Metric {
  const metric = catalogue.get(id)
  if (!metric) throw new Error(`${id} is not in the catalogue`)
  return metric
}

/** What a metric reads of posts or accounts. */
export function measuresOf({ make }: Metric): Measure[] {
  switch (make.kind) {
    case 'sum':
    case 'level':
      return [make.of]
    case 'sum_of':
      return make.of
    case 'ratio':
      return [...make.over, make.under]
    case 'growth':
      return ['follower_growth', 'followers']
    case 'formula':
      return [...new Set(make.leaves.flatMap(measuresOf))]
    default:
      return []
  }
}
