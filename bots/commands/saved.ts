import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { fillSavedReply, getConversation, listSavedReplies } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'

const shown = 8

export const command = defineCommand({
  name: 'saved',
  summary: 'Answer with a saved reply: pick it, look at it, send it',
  scope: 'inbox:reply',
  args: z.object({
    conversation: conversationArgument,
    shortcut: z.string().trim().max(60).optional().describe('Its shortcut, such as hours'),
  }),
  order: ['conversation', 'shortcut'],
  examples: ['saved 12', 'saved 12 hours'],
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    const all = await listSavedReplies(ctx)
    const number = String(conversation.number)
    const wanted = args.shortcut?.replace(/^\//, '').toLowerCase()
    const one = all.find((saved) => saved.shortcut.toLowerCase() === wanted)
    if (!one) {
      const text = wanted === undefined ? 'Which one?' : `There is no saved reply “${wanted}”. Which one?`
      return {
        ...reply(
          {
            kind: 'text',
            text: all.length === 0 ? 'There are no saved replies yet. Make some in the browser.' : text,
          },
          {
            kind: 'buttons',
            buttons: all.slice(0, shown).map((saved) => ({
              label: `/${saved.shortcut}`,
              command: { name: 'saved', args: { conversation: number, shortcut: saved.shortcut } },
            })),
          },
        ),
        private: true,
      }
    }
    const { text } = await fillSavedReply(ctx, { id: one.id, conversationId: conversation.id })
    return {
      ...reply(
        { kind: 'text', tone: 'quiet', text: `To ${conversation.contact.name}:` },
        { kind: 'quote', text },
        {
          kind: 'buttons',
          buttons: [
            {
              label: 'Send',
              style: 'primary',
              command: { name: 'reply', args: { conversation: number, text } },
            },
            {
              label: 'Edit and send',
              command: { name: 'reply', args: { conversation: number } },
              ask: [{ name: 'text', label: 'Reply', kind: 'text', required: true, value: text }],
            },
          ],
        },
      ),
      private: true,
    }
  },
})
