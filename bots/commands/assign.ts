import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { assignConversation, getConversation, openButton } from '#features/inbox/index.ts'
import { findMember } from '#features/orgs/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

const nobody = /^(nobody|none|no one)$/i

export const command = defineCommand({
  name: 'assign',
  summary: 'Give a conversation to a member of the team, to yourself, or to nobody',
  scope: 'inbox:manage',
  args: z.object({
    conversation: conversationArgument,
    to: z.string().trim().min(1).max(120).default('me').describe('A name, an address, "me" or "nobody"'),
  }),
  order: ['conversation', 'to'],
  examples: ['assign 12 mia', 'assign 12 me', 'assign 12 nobody'],
  writes: true,
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    const member = nobody.test(args.to) ? undefined : await findMember(ctx, args.to)
    await assignConversation(ctx, { conversationId: conversation.id, assigneeId: member?.id ?? null })
    const who = member === undefined ? 'Nobody' : member.id === ctx.memberId ? 'You' : member.name
    const verb = who === 'You' ? 'have' : 'has'
    return reply(
      {
        kind: 'text',
        tone: 'good',
        text: `${who} ${verb} #${conversation.number} now (${conversation.contact.name}).`,
      },
      { kind: 'buttons', buttons: [openButton(conversation.number)] },
    )
  },
})
