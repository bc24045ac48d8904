import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { getConversation, openButton } from '#features/inbox/index.ts'
import { listSuggestions, suggestedReplyCard } from '#features/rules/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

export const command = defineCommand({
  name: 'suggestions',
  summary: 'What rules suggest to answer in a conversation',
  scope: 'inbox:read',
  args: z.object({ conversation: conversationArgument }),
  order: ['conversation'],
  examples: ['suggestions 12'],
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    const found = await listSuggestions(ctx, { conversationId: conversation.id })
    const [only, ...others] = found
    if (only && others.length === 0) return suggestedReplyCard.load(ctx, only.id)
    if (!only) {
      return reply(
        { kind: 'text', text: `No rule suggests a reply in #${conversation.number} now.` },
        { kind: 'buttons', buttons: [openButton(conversation.number)] },
      )
    }
    const cards = await Promise.all(found.slice(0, 3).map((one) => suggestedReplyCard.load(ctx, one.id)))
    return reply(...cards.flatMap((one) => one.parts))
  },
})
