import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { periodOf } from '#features/posts/index.ts'
import { showPosts, stateWords } from './parts/show-posts.ts'

export const command = defineCommand({
  name: 'queue',
  summary: 'What goes out next: of a period, a platform or a state',
  scope: 'posts:read',
  args: z.object({
    period: z
      .string()
      .trim()
      .max(60)
      .optional()
      .describe('today, tomorrow, this week, next week, or two dates'),
    platform: z.string().trim().max(40).optional(),
    state: z.enum(stateWords, `Choose one of: ${stateWords.join(', ')}.`).optional(),
  }),
  order: ['period', 'platform', 'state'],
  examples: ['queue', 'queue tomorrow', 'queue "next week" instagram', 'queue state:in_review'],
  async run(ctx, { period, platform, state }) {
    const between = period === undefined ? undefined : await periodOf(ctx, period)
    // What waits for approval, failed or is a draft may have no time.
    const sort = state === undefined || between !== undefined ? 'planned' : 'newest'
    const coming = state === undefined && between === undefined
    return showPosts(ctx, {
      platform,
      state,
      sort,
      title: state === 'in_review' ? 'Waiting for approval' : 'Queue',
      ...(coming ? { from: ctx.clock.now().toISOString() } : between),
    })
  },
})
