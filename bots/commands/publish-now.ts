import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { getOrg } from '#features/orgs/index.ts'
import { card, publishNow } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'publish-now',
  summary: 'Publish an approved post at once; asks first',
  scope: 'posts:publish',
  args: z.object({
    post: postArgument,
    sure: z.string().max(10).optional().describe('"yes" does it without asking'),
  }),
  order: ['post', 'sure'],
  examples: ['publish-now 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, args) =>
    withPost(ctx, args.post, { name: 'publish-now', args: {} }, async (post) => {
      if (args.sure === 'yes') {
        const { timezone } = await getOrg(ctx)
        await publishNow(ctx, { postId: post.id, zone: timezone })
        return card.load(ctx, post.id)
      }
      const where = post.targets.map((target) => target.channelName).join(', ')
      const text = `Publish #${post.number} “${post.title}” on ${where} now? It cannot be taken back from here.`
      const sure = { name: 'publish-now', args: { post: String(post.number), sure: 'yes' } }
      return {
        ...reply(
          { kind: 'text', text },
          { kind: 'buttons', buttons: [{ label: 'Publish now', style: 'danger', command: sure }] },
        ),
        private: true,
      }
    }),
})
