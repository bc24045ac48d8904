import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { card, getConversation } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

export const command = defineCommand({
  name: 'open',
  summary: 'Show a conversation with its last messages',
  scope: 'inbox:read',
  args: z.object({ conversation: conversationArgument }),
  order: ['conversation'],
  examples: ['open 12'],
  async run(ctx, args) {
    const { id } = await getConversation(ctx, { number: numberOf(args.conversation) })
    return card.load(ctx, id)
  },
})
