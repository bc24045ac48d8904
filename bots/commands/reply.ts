import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { getConversation, sendReply, openButton, resolveButton } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

export const command = defineCommand({
  name: 'reply',
  summary: 'Answer the customer',
  scope: 'inbox:reply',
  args: z.object({
    conversation: conversationArgument,
    text: z
      .string()
      .trim()
      .min(1, 'Write something first.')
      .max(20_000)
      .describe('What the customer will read'),
  }),
  order: ['conversation', 'text'],
  examples: ['reply 12 Your parcel left us this morning.'],
  writes: true,
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    await sendReply(ctx, { conversationId: conversation.id, text: args.text })
    return reply(
      {
        kind: 'text',
        tone: 'good',
        text: `On its way to ${conversation.contact.name} (#${conversation.number}).`,
      },
      { kind: 'buttons', buttons: [openButton(conversation.number), resolveButton(conversation.number)] },
    )
  },
})
