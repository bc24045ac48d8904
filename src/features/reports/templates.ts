import type { RollingQuestion } from '#features/metrics/index.ts'
import type { Section, TemplateId } from './schema.ts'

const section = (title: string, question: RollingQuestion): Section => ({ title, question })
const week = { period: 'last_week', compare: 'previous_period' } as const
const month = { period: 'last_month', compare: 'previous_period' } as const

/** What teams ask every week, ready to send or to change. */
export const templates: Record<TemplateId, { name: string; sections: Section[] }> = {
  weekly_social: {
    name: 'Weekly social report',
    sections: [
      section('Engagement', { metrics: ['engagements', 'posts_published'], by: 'platform', ...week }),
      section('Followers', { metrics: ['followers', 'follower_growth'], by: 'account', ...week }),
      section('Best posts', { metrics: ['engagements'], by: 'post', top: 5, period: 'last_week' }),
      section('Inbox', {
        metrics: ['messages_received', 'first_response_time', 'auto_reply_share'],
        ...week,
      }),
    ],
  },
  post_performance: {
    name: 'Post performance',
    sections: [
      section('By format', { metrics: ['engagements', 'posts_published'], by: 'format', ...month }),
      section('Best posts', {
        metrics: ['engagements', 'likes', 'comments', 'shares'],
        by: 'post',
        top: 10,
        period: 'last_month',
      }),
      section('By weekday', { metrics: ['engagements'], by: 'day_of_week', period: 'last_month' }),
      section('By hour', { metrics: ['engagements'], by: 'hour', period: 'last_month' }),
    ],
  },
  account: {
    name: 'Accounts',
    sections: [
      section('Reach', { metrics: ['reach'], by: 'account', ...month }),
      section('Followers', { metrics: ['followers', 'follower_growth'], by: 'account', ...month }),
      section('Engagement', { metrics: ['engagements', 'engagement_rate'], by: 'account', ...month }),
      section('Week by week', { metrics: ['engagements'], grain: 'week', period: 'last_month' }),
    ],
  },
  support: {
    name: 'Support',
    sections: [
      section('Work', { metrics: ['messages_received', 'conversations_opened'], by: 'platform', ...week }),
      section('Speed', { metrics: ['first_response_time', 'resolution_time'], by: 'platform', ...week }),
      section('Answered by rules', { metrics: ['auto_reply_share'], ...week }),
      section('When they write', { metrics: ['messages_received'], by: 'hour', period: 'last_week' }),
    ],
  },
}
