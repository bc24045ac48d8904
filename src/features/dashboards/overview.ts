import type { MetricId, RollingQuestion } from '#features/metrics/index.ts'
import type { Look, Widget } from './schema.ts'

const month = { period: 'last_30_days', compare: 'previous_period' } as const

const widget = (
  id: string,
  title: string,
  look: Look,
  size: Pick<Widget, 'width' | 'height'>,
  question: RollingQuestion,
): Widget => ({ id, kind: 'question', title, look, ...size, question })

const figure = (metric: MetricId, title: string): Widget =>
  widget(
    metric,
    title,
    'number',
    { width: 1, height: 'small' },
    { metrics: [metric], grain: 'day', ...month },
  )

const half = { width: 2, height: 'tall' } as const

/** What every team begins with: how posts and accounts do, how the inbox does, and what did best. */
export const overview: { name: string; widgets: Widget[] } = {
  name: 'Overview',
  widgets: [
    figure('reach', 'Reach'),
    figure('engagements', 'Engagements'),
    figure('engagement_rate', 'Engagement rate'),
    figure('followers', 'Followers'),
    widget('engagements-by-day', 'Engagements per day', 'line', half, {
      metrics: ['engagements'],
      grain: 'day',
      ...month,
    }),
    widget('engagements-by-platform', 'Engagements by platform', 'bar', half, {
      metrics: ['engagements'],
      by: 'platform',
      ...month,
    }),
    widget('top-posts', 'Top posts', 'posts', half, {
      metrics: ['engagements'],
      by: 'post',
      top: 5,
      period: 'last_30_days',
    }),
    { id: 'best-times', kind: 'best_times', title: 'Best times to post', ...half },
    figure('messages_received', 'Messages received'),
    figure('first_response_time', 'First response time'),
    figure('auto_reply_share', 'Answered by rules'),
    figure('posts_published', 'Posts published'),
  ],
}
