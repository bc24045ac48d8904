import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, restorePost } from '#features/posts/index.ts'

export const command = defineCommand({
  name: 'restore-post',
  hidden: true,
  summary: 'Bring a deleted post back',
  scope: 'posts:write',
  args: z.object({ post: z.uuid('Press Undo where it was deleted.') }),
  order: ['post'],
  examples: ['restore-post 0197…'],
  writes: true,
  async run(ctx, args) {
    await restorePost(ctx, { postId: args.post })
    return card.load(ctx, args.post)
  },
})
