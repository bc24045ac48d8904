import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { discardSuggestion, suggestedReplyCard } from '#features/rules/index.ts'

export const command = defineCommand({
  name: 'discard-suggestion',
  summary: 'Discard the reply that a rule suggests',
  scope: 'inbox:reply',
  args: z.object({ suggestion: z.uuid().describe('The suggested reply') }),
  order: ['suggestion'],
  examples: [],
  writes: true,
  hidden: true,
  async run(ctx, { suggestion }) {
    await discardSuggestion(ctx, { id: suggestion })
    return suggestedReplyCard.load(ctx, suggestion)
  },
})
