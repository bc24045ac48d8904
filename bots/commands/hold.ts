import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, holdPost } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'hold',
  summary: 'Stop a post before its time',
  scope: 'posts:write',
  args: z.object({ post: postArgument }),
  order: ['post'],
  examples: ['hold 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'hold', args: {} }, async (post) => {
      await holdPost(ctx, { postId: post.id })
      return card.load(ctx, post.id)
    }),
})
