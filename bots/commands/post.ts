import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'post',
  summary: 'Show a post with its preview, checks and approval',
  scope: 'posts:read',
  args: z.object({ post: postArgument }),
  order: ['post'],
  examples: ['post 12', 'post cocoa mug'],
  complete: { post: completePost },
  run: (ctx, args) => withPost(ctx, args.post, { name: 'post', args: {} }, (post) => card.load(ctx, post.id)),
})
