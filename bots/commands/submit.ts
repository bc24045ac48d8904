import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, submitPost } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'submit',
  summary: 'Ask for approval of a post; where none is needed, it is approved at once',
  scope: 'posts:write',
  args: z.object({ post: postArgument }),
  order: ['post'],
  examples: ['submit 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'submit', args: {} }, async (post) => {
      await submitPost(ctx, { postId: post.id, version: post.version })
      return card.load(ctx, post.id)
    }),
})
