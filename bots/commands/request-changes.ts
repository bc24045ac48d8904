import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { decideAbout } from './parts/approval-of.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'request-changes',
  summary: 'Send a post back with what should change',
  scope: 'posts:write',
  args: z.object({
    post: postArgument,
    reason: z.string().trim().max(2_000).optional().describe('Why, for its author'),
  }),
  order: ['post', 'reason'],
  examples: ['request-changes 12 the price is wrong'],
  writes: true,
  complete: { post: completePost },
  run(ctx, { post, reason }) {
    const again = { name: 'request-changes', args: reason === undefined ? {} : { reason } }
    return withPost(ctx, post, again, (one) => decideAbout(ctx, one, 'request_changes', reason))
  },
})
