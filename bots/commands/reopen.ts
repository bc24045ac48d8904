import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { getConversation, setStatus, openButton } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

export const command = defineCommand({
  name: 'reopen',
  summary: 'Open a conversation again',
  scope: 'inbox:manage',
  args: z.object({ conversation: conversationArgument }),
  order: ['conversation'],
  examples: ['reopen 12'],
  writes: true,
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    await setStatus(ctx, { conversationId: conversation.id, status: 'open' })
    return reply(
      {
        kind: 'text',
        tone: 'good',
        text: `#${conversation.number} with ${conversation.contact.name} is open again.`,
      },
      { kind: 'buttons', buttons: [openButton(conversation.number)] },
    )
  },
})
