import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, handOver } from '#features/posts/index.ts'
import { memberOf } from './parts/member-argument.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'
import { targetOf } from './parts/target-argument.ts'

export const command = defineCommand({
  name: 'hand-over',
  summary: 'Have somebody else see to a post that failed',
  scope: 'posts:publish',
  args: z.object({
    post: postArgument,
    to: z.string().trim().min(1).max(120).describe('A name or an address'),
    target: z.string().max(60).optional().describe('Id of the account’s part'),
  }),
  order: ['post', 'to', 'target'],
  examples: ['hand-over 12 mia'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) => {
    const again = { name: 'hand-over', args: { to: args.to } }
    return withPost(ctx, args.post, again, async (post) => {
      const target = targetOf(ctx, post, args.target, ['failed', 'missed', 'unknown'], again)
      if ('parts' in target) return target
      await handOver(ctx, { targetId: target.id, memberId: await memberOf(ctx, args.to) })
      return card.load(ctx, post.id)
    })
  },
})
