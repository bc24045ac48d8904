import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { textReply } from '#contracts/reply.ts'
import { atInstant, atWall } from '#features/calendar/index.ts'
import { getConversation, setStatus } from '#features/inbox/index.ts'
import { conversationArgument, numberOf } from './parts/conversation-argument.ts'
import { readWhen } from './parts/when-argument.ts'

export const command = defineCommand({
  name: 'snooze',
  summary: 'Put a conversation aside until a time, or until the customer writes',
  scope: 'inbox:manage',
  args: z.object({
    conversation: conversationArgument,
    until: z.string().trim().min(1).max(120).default('next_reply').describe('monday 9am, or next_reply'),
  }),
  order: ['conversation', 'until'],
  examples: ['snooze 12 monday 9am', 'snooze 12'],
  writes: true,
  async run(ctx, args) {
    const conversation = await getConversation(ctx, { number: numberOf(args.conversation) })
    if (args.until === 'next_reply') {
      await setStatus(ctx, { conversationId: conversation.id, status: 'pending' })
      return textReply(`#${conversation.number} waits for the customer.`)
    }
    const said = await readWhen(ctx, { at: withClock(args.until) })
    if (said.kind === 'ask') return { ...textReply(said.text), private: true }
    const { when } = said
    if (when.kind === 'next_free' || when.kind === 'rrule')
      return { ...textReply('Say a time, like monday 9am.'), private: true }
    const at =
      when.kind === 'wall' ? atWall(when.wall, when.zone) : atInstant(new Date(when.instant), when.zone)
    await setStatus(ctx, {
      conversationId: conversation.id,
      status: 'snoozed',
      snoozedUntil: at.instant.toISOString(),
    })
    return textReply(
      `#${conversation.number} comes back on ${at.wall.slice(0, 16).replace('T', ' ')} (${at.zone}).`,
    )
  },
})

/** A day alone means its morning. */
function withClock(said: string): string {
  if (/\bmorning$/i.test(said)) return said.replace(/\bmorning$/i, '09:00')
  if (/\bafternoon$/i.test(said)) return said.replace(/\bafternoon$/i, '14:00')
  if (/\bevening$/i.test(said)) return said.replace(/\bevening$/i, '18:00')
  return /\d/.test(said) ? said : `${said} 09:00`
}
