import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, updatePost } from '#features/posts/index.ts'
import { completePost, postArgument, withPost } from './parts/post-argument.ts'

export const command = defineCommand({
  name: 'edit-post',
  summary: 'Change the text of a post; what was approved of it is asked for anew',
  scope: 'posts:write',
  args: z.object({
    post: postArgument,
    text: z.string().trim().min(1, 'Write the new text.').max(60_000).describe('The new text'),
    version: z
      .string()
      .regex(/^[1-9]\d{0,8}$/, 'A version is a number.')
      .optional()
      .describe('The version that you saw'),
  }),
  order: ['post', 'text'],
  examples: ['edit-post 12 Doors open at ten'],
  writes: true,
  complete: { post: completePost },
  run: (ctx, { post: said, text, version }) =>
    withPost(ctx, said, { name: 'edit-post', args: { text } }, async (post) => {
      // Without a version the newest is meant: it was named, not seen.
      const expected = version === undefined ? post.version : Number(version)
      await updatePost(ctx, { postId: post.id, version: expected, body: { text } })
      return card.load(ctx, post.id)
    }),
})
