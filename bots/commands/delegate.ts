import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { delegate } from '#features/approvals/index.ts'
import { card } from '#features/posts/index.ts'
import { pendingApproval } from './parts/approval-of.ts'
import { memberOf } from './parts/member-argument.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'delegate',
  summary: 'Have somebody else approve in your place',
  scope: 'posts:write',
  args: z.object({
    post: postArgument,
    to: z.string().trim().min(1).max(120).describe('A name or an address'),
  }),
  order: ['post', 'to'],
  examples: ['delegate 12 mia'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'delegate', args: { to: args.to } }, async (post) => {
      const approval = await pendingApproval(ctx, post)
      if ('parts' in approval) return approval
      const member = await memberOf(ctx, args.to)
      await delegate(ctx, { approvalId: approval.id, toMemberId: member })
      return card.load(ctx, post.id)
    }),
})
