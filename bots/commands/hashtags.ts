import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { addHashtags, card, listSnippets } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'hashtags',
  summary: 'List hashtag sets, or add one to a post within each platform’s cap',
  scope: 'posts:read',
  args: z.object({
    post: postArgument.optional(),
    set: z.string().trim().min(1).max(100).optional().describe('Name of the set'),
  }),
  order: ['post', 'set'],
  examples: ['hashtags', 'hashtags 12 winter'],
  writes: true,
  complete: {
    post: completePost,
    set: async (ctx, typed) =>
      (await listSnippets(ctx, { kind: 'hashtags' }))
        .filter((one) => one.name.toLowerCase().includes(typed.toLowerCase()))
        .map((one) => ({ label: `${one.name}: ${one.body}`.slice(0, 90), value: one.name })),
  },
  async run(ctx, { post: said, set }) {
    if (said !== undefined && set !== undefined) {
      return withPost(ctx, said, { name: 'hashtags', args: { set } }, async (post) => {
        await addHashtags(ctx, { postId: post.id, set })
        return card.load(ctx, post.id)
      })
    }
    const sets = await listSnippets(ctx, { kind: 'hashtags' })
    if (sets.length === 0)
      return reply({ kind: 'text', text: 'No hashtag sets yet. Make one in the browser.' })
    return reply(
      { kind: 'heading', text: 'Hashtag sets' },
      {
        kind: 'table',
        columns: ['Set', 'Hashtags'],
        rows: sets.slice(0, 20).map((one) => [one.name, one.body]),
      },
    )
  },
})
