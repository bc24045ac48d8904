import type { MetricView } from '#features/metrics/schema.ts'

const offers: Array<{ words: string; fits: (metrics: ReadonlyMap<string, MetricView>) => boolean }> = [
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
  { words: 'how fast did we answer this week?', fits: () => true },
  { words: 'messages last 30 days per week', fits: () => true },
]

const told = (metric: MetricView | undefined) =>
  metric !== undefined && metric.posts.length + metric.accounts.length > 0

/** Questions that the accounts connected here can answer, in words that are understood. */
export function exampleQuestions(catalogue: readonly MetricView[], mayReadInbox: boolean): string[] {
  const byId = new Map(catalogue.map((metric) => [metric.id, metric]))
  return offers
    .filter(({ fits }, index) => fits(byId) && (mayReadInbox || index < offers.length - 2))
    .map(({ words }) => words)
}
