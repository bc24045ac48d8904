import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, retryTarget } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'
import { targetOf } from './parts/target-argument.ts'

export const command = defineCommand({
  name: 'retry',
  summary: 'Publish again what failed or missed its time',
  scope: 'posts:publish',
  args: z.object({
    post: postArgument,
    target: z.string().max(60).optional().describe('Id of the account’s part'),
  }),
  order: ['post', 'target'],
  examples: ['retry 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'retry', args: {} }, async (post) => {
      const target = targetOf(ctx, post, args.target, ['failed', 'missed'], { name: 'retry', args: {} })
      if ('parts' in target) return target
      await retryTarget(ctx, { targetId: target.id })
      return card.load(ctx, post.id)
    }),
})
