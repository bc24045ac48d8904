import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { showPosts, stateWords } from './parts/show-posts.ts'

export const command = defineCommand({
  name: 'posts',
  summary: 'List posts: the newest, or those of a state, a platform or with words in them',
  scope: 'posts:read',
  args: z.object({
    state: z
      .enum(stateWords, `Choose one of: ${stateWords.join(', ')}.`)
      .optional()
      .describe('draft, in_review, scheduled, published, failed …'),
    text: z.string().trim().max(200).optional().describe('Words in its title or text'),
    platform: z.string().trim().max(40).optional(),
  }),
  order: ['state', 'text'],
  examples: ['posts', 'posts draft', 'posts scheduled cocoa'],
  run: (ctx, query) => showPosts(ctx, { ...query, title: 'Posts', sort: 'newest' }),
})
