import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, releasePost } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'release',
  summary: 'Take a post off hold',
  scope: 'posts:publish',
  args: z.object({ post: postArgument }),
  order: ['post'],
  examples: ['release 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'release', args: {} }, async (post) => {
      await releasePost(ctx, { postId: post.id })
      return card.load(ctx, post.id)
    }),
})
