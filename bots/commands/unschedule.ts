import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { unschedulePost } from '#features/calendar/index.ts'
import { card } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'unschedule',
  summary: 'Take a post off the calendar',
  scope: 'posts:write',
  args: z.object({ post: postArgument }),
  order: ['post'],
  examples: ['unschedule 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'unschedule', args: {} }, async (post) => {
      await unschedulePost(ctx, { postId: post.id })
      return card.load(ctx, post.id)
    }),
})
