import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { deletePost } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'delete-post',
  summary: 'Delete a post here; what is out stays out',
  scope: 'posts:write',
  args: z.object({
    post: postArgument,
    sure: z.enum(['yes'], 'Say yes.').optional().describe('yes: without being asked'),
  }),
  order: ['post'],
  examples: ['delete-post 12'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, { post: said, sure }) =>
    withPost(ctx, said, { name: 'delete-post', args: {} }, async (post) => {
      if (sure === undefined) return { ...askFirst(post), private: true }
      await deletePost(ctx, { postId: post.id })
      return reply(
        { kind: 'text', tone: 'good', text: `Deleted #${post.number} “${post.title}”.` },
        {
          kind: 'buttons',
          buttons: [{ label: 'Undo', command: { name: 'restore-post', args: { post: post.id } } }],
        },
      )
    }),
})

const askFirst = (post: { number: number; title: string }) =>
  reply(
    { kind: 'text', tone: 'warn', text: `Delete #${post.number} “${post.title}”?` },
    {
      kind: 'buttons',
      buttons: [
        {
          label: 'Delete',
          style: 'danger',
          command: { name: 'delete-post', args: { post: String(post.number), sure: 'yes' } },
        },
      ],
    },
  )
