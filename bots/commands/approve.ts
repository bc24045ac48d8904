import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { decideAbout } from './parts/approval-of.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'approve',
  summary: 'Approve a post as it is now; several by commas',
  scope: 'posts:write',
  args: z.object({ post: postArgument }),
  order: ['post'],
  examples: ['approve 12', 'approve 12,14'],
  writes: true,
  complete: { post: completePost },
  async run(ctx, args) {
    const several = /^#?\d+(\s*,\s*#?\d+)+$/.test(args.post)
      ? args.post.split(',').map((one) => one.trim())
      : [args.post]
    const replies: Reply[] = []
    for (const one of several)
      replies.push(
        await withPost(ctx, one, { name: 'approve', args: {} }, (post) => decideAbout(ctx, post, 'approve')),
      )
    const [only] = replies
    if (only && replies.length === 1) return only
    return reply(...replies.flatMap((one) => one.parts.slice(0, 2)))
  },
})
