import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { sendSuggestion, suggestedReplyCard } from '#features/rules/index.ts'

export const command = defineCommand({
  name: 'send-suggestion',
  summary: 'Send the reply that a rule suggests',
  scope: 'inbox:reply',
  args: z.object({
    suggestion: z.uuid().describe('The suggested reply'),
    seen: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional()
      .describe('The newest message that was seen'),
    text: z.string().trim().min(1).max(20_000).optional().describe('Other words'),
  }),
  order: ['suggestion', 'text'],
  examples: [],
  writes: true,
  hidden: true,
  async run(ctx, { suggestion, seen, text }) {
    await sendSuggestion(ctx, {
      id: suggestion,
      ...(seen === undefined ? {} : { seenSeq: seen }),
      ...(text === undefined ? {} : { text }),
    })
    return suggestedReplyCard.load(ctx, suggestion)
  },
})
