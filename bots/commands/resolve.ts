import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { getConversation, setStatus, reopenButton } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

export const command = defineCommand({
  name: 'resolve',
  summary: 'Close a conversation; the customer can start it again by writing',
  scope: 'inbox:manage',
  args: z.object({ conversation: conversationArgument }),
  order: ['conversation'],
  examples: ['resolve 12'],
  writes: true,
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    await setStatus(ctx, { conversationId: conversation.id, status: 'resolved' })
    return reply(
      {
        kind: 'text',
        tone: 'good',
        text: `#${conversation.number} with ${conversation.contact.name} is resolved.`,
      },
      { kind: 'buttons', buttons: [reopenButton(conversation.number)] },
    )
  },
})
