import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, settleTarget } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'
import { targetOf } from './parts/target-argument.ts'

export const command = defineCommand({
  name: 'settle',
  summary: 'Say what became of a post whose answer was lost: it is live, it is not, or leave it',
  scope: 'posts:publish',
  args: z.object({
    post: postArgument,
    as: z
      .enum(['live', 'not_live', 'leave'], 'Say live, not_live or leave.')
      .describe('live, not_live or leave'),
    link: z.string().trim().max(2_000).optional().describe('Its address, where it is live'),
    target: z.string().max(60).optional().describe('Id of the account’s part'),
  }),
  order: ['post', 'as', 'link', 'target'],
  examples: ['settle 12 live https://x.com/shop/status/1', 'settle 12 not_live'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, { post: said, as, link, target: named }) => {
    const again = { name: 'settle', args: { as, ...(link ? { link } : {}) } }
    return withPost(ctx, said, again, async (post) => {
      const target = targetOf(ctx, post, named, ['unknown'], again)
      if ('parts' in target) return target
      await settleTarget(ctx, { targetId: target.id, as, ...(link ? { link } : {}) })
      return card.load(ctx, post.id)
    })
  },
})
