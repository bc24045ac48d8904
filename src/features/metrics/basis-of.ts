import type { Measure } from '#contracts/metrics.ts'
import { invalid } from '#kernel/errors.ts'
import { measuresOf, metricOf } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import type { Reading } from './reading.ts'
import type { Account } from './scope-of.ts'
import type { AnswerMetric, Dimension } from './schema.ts'

export type Basis = AnswerMetric['basis']

/** Whether these measures are enough to make the metric. */
function makes({ make }: Metric, has: (measure: Measure) => boolean): boolean {
  switch (make.kind) {
    case 'sum':
    case 'level':
      return has(make.of)
    case 'sum_of':
      return make.of.some(has)
    case 'ratio':
      return make.over.some(has) && has(make.under)
    case 'growth':
      return has('follower_growth') || has('followers')
    case 'formula':
      return make.leaves.every((leaf) => makes(leaf, has))
    default:
      return true
  }
}

export const postsTell = (account: Account, metric: Metric) =>
  makes(metric, (measure) => account.reader?.post.includes(measure) ?? false)
export const accountTells = (account: Account, metric: Metric) =>
  makes(metric, (measure) => account.reader?.account.includes(measure) ?? false)

const daily = new Set<Dimension | undefined>([undefined, 'platform', 'account', 'day_of_week'])

/**
 * Whose figures answer: the accounts', day by day, when every account that tells the metric at all tells it so and
 * the question does not look into posts; else those of the posts that went out in the period. Never a mixture.
 */
export function basisOf(metric: Metric, reading: Reading): Basis {
  const { kind } = metric.make
  if (kind === 'none') return 'none'
  if (metric.make.kind === 'formula') return basisOfFormula(metric, metric.make.leaves, reading)
  if (kind === 'inbox') return fitsInbox(metric, reading)
  if (kind === 'published') return 'posts'
  const looksIntoPosts = reading.formats ?? reading.labels ?? reading.postIds
  if (kind === 'level' || kind === 'growth') {
    if (!daily.has(reading.by) || looksIntoPosts)
      throw invalid(`${metric.name} is known of accounts only. Ask by platform or by account.`)
    if (kind === 'level' && reading.by === 'day_of_week')
      throw invalid('Followers are a level, not a sum of days. Ask for follower growth by weekday.')
    return 'accounts'
  }
  return looksIntoPosts || !daily.has(reading.by) ? 'posts' : ofContent(metric, reading)
}

function ofContent(metric: Metric, { accounts }: Reading): Basis {
  const telling = accounts.filter((account) => postsTell(account, metric) || accountTells(account, metric))
  return telling.length > 0 && telling.every((account) => accountTells(account, metric))
    ? 'accounts'
    : 'posts'
}

/** All parts of a formula stand on the same figures, or it is refused. */
function basisOfFormula(metric: Metric, leaves: Metric[], reading: Reading): Basis {
  const bases = leaves.map((leaf) => basisOf(leaf, reading))
  if (bases.every((basis) => basis === 'inbox')) return 'inbox'
  const levels = leaves.filter(({ make }) => make.kind === 'level' || make.kind === 'growth')
  if (levels.length === 0) {
    const counts = leaves.some(({ make }) => make.kind === 'published')
    const looksIntoPosts = reading.formats ?? reading.labels ?? reading.postIds
    return counts || looksIntoPosts || !daily.has(reading.by) ? 'posts' : ofContent(metric, reading)
  }
  const ofPosts = leaves.filter((_, at) => bases[at] === 'posts')
  if (ofPosts.length > 0)
    throw invalid(
      `${metric.name} cannot be said here: ${levels[0]?.name.toLowerCase() ?? ''} is known of accounts, ${ofPosts.map((leaf) => leaf.name.toLowerCase()).join(' and ')} only of posts. Ask for an account that tells both by day.`,
    )
  return 'accounts'
}

/** Its parts come from several tables: they are read one by one and put together afterwards. */
export const isComposed = ({ make }: Metric, basis: Basis): boolean =>
  make.kind === 'formula' &&
  (basis === 'inbox' || make.leaves.some((leaf) => leaf.make.kind === 'level' || leaf.make.kind === 'growth'))

function fitsInbox(metric: Metric, reading: Reading): Basis {
  if (reading.by === 'format' || reading.by === 'post' || reading.by === 'label')
    throw invalid(`${metric.name} is about conversations. Ask by platform, account, weekday or hour.`)
  if (reading.formats || reading.postIds)
    throw invalid(`${metric.name} is about conversations, not about posts. Leave out the format or post.`)
  if (reading.labels && metric.id === 'messages_received')
    throw invalid('Messages are counted by account. For a label, ask for conversations opened.')
  return 'inbox'
}

/** What n counts. */
export function countedOf({ make }: Metric, basis: Basis): string {
  if (make.kind === 'formula' && basis !== 'posts') {
    const [first, ...others] = make.leaves.map((leaf) => countedOf(leaf, basis))
    return first !== undefined && others.every((one) => one === first) ? first : fewestOf[basis]
  }
  if (make.kind === 'level') return 'accounts'
  if (basis === 'accounts') return 'account days'
  if (basis === 'posts') return 'posts'
  return make.kind === 'inbox' && make.what === 'received' ? 'messages' : 'conversations'
}

/** Where the parts count different things, n is the smallest of them. */
const fewestOf: Record<Basis, string> = {
  posts: 'posts',
  accounts: 'accounts or days, the fewest',
  inbox: 'conversations or messages, the fewest',
  none: '',
}

export function formulaOf(metric: Metric, basis: Basis): string {
  if (basis === 'posts' && metric.make.kind !== 'published')
    return `${metric.formula}; of the posts that went out then, as they stand now`
  if (basis === 'accounts' && metric.make.kind !== 'level' && metric.make.kind !== 'growth')
    return `${metric.formula}; of the accounts, day by day`
  return metric.formula
}

/** What these accounts do tell that comes closest. */
export function nearestTold(metric: Metric, accounts: Account[]): Metric | undefined {
  const near = ['views', 'reach', 'impressions', 'engagements', 'likes', 'posts_published'] as const
  return near
    .filter((id) => id !== metric.id)
    .map(metricOf)
    .find((one) => accounts.some((account) => postsTell(account, one)) || one.make.kind === 'published')
}

export const neededMeasures = (metrics: Metric[]): Measure[] => [...new Set(metrics.flatMap(measuresOf))]
