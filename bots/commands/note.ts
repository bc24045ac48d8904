import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { getConversation, writeNote } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

export const command = defineCommand({
  name: 'note',
  summary: 'Write a note that only the team sees',
  scope: 'inbox:reply',
  args: z.object({
    conversation: conversationArgument,
    text: z.string().trim().min(1, 'Write something first.').max(20_000).describe('The note'),
  }),
  order: ['conversation', 'text'],
  examples: ['note 12 called back, all fine'],
  writes: true,
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    await writeNote(ctx, { conversationId: conversation.id, text: args.text })
    return reply({
      kind: 'text',
      tone: 'good',
      text: `Noted in #${conversation.number}. The customer does not see it.`,
    })
  },
})
