import type { MetricView } from '#features/metrics/schema.ts'

interface Offer {
  words: string
  fits: (metrics: ReadonlyMap<string, MetricView>) => boolean
  isInbox?: boolean
}

const offers: Offer[] = [
  {
    words: 'engagement last 30 days by platform, compared with before',
    fits: (all) => (all.get('engagements')?.posts.length ?? 0) > 0,
  },
  { words: 'top 5 posts last month', fits: (all) => (all.get('engagements')?.posts.length ?? 0) > 0 },
  { words: 'reach last month by account', fits: (all) => told(all.get('reach')) },
  {
    words: 'follower growth this month',
    fits: (all) => (all.get('follower_growth')?.accounts.length ?? 0) > 0,
  },
  {
    words: 'forecast followers for the next 4 weeks',
    fits: (all) => (all.get('followers')?.accounts.length ?? 0) > 0,
  },
  { words: 'funnel of conversations last 30 days by channel', fits: () => true, isInbox: true },
  { words: 'who writes again? cohorts by month', fits: () => true, isInbox: true },
  { words: 'how fast did we answer this week?', fits: () => true, isInbox: true },
  { words: 'messages last 30 days per week', fits: () => true, isInbox: true },
]

const told = (metric: MetricView | undefined) =>
  metric !== undefined && metric.posts.length + metric.accounts.length > 0

/** Questions that the accounts connected here can answer, in words that are understood. */
export function exampleQuestions(catalogue: readonly MetricView[], mayReadInbox: boolean): string[] {
  const byId = new Map(catalogue.map((metric) => [metric.id, metric]))
  return offers
    .filter(({ fits, isInbox }) => fits(byId) && (mayReadInbox || !isInbox))
    .map(({ words }) => words)
}
