import { z } from 'zod'
import { defineCard } from '#contracts/card.ts'
import type { CardAudience } from '#contracts/card.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import { reply } from '#contracts/reply.ts'
import { notFound } from '#kernel/errors.ts'
import { requireScope } from '#kernel/ctx.ts'
import { messageChanged, messageReceived } from '../events.ts'
import { saidIn } from '../preview.ts'
import { toMessageView } from '../views.ts'

/** What a customer wrote since, in the thread of the conversation's card: there the team is told of it. */
export const card = defineCard({
  type: 'conversation-message',
  async load(ctx, id) {
    requireScope(ctx, 'inbox:read')
    const record = await ctx.db
      .selectFrom('messages')
      .selectAll()
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!record) throw notFound('message')
    const message = toMessageView(record)
    return {
      ...reply(
        { kind: 'text', tone: 'quiet', text: message.author.name || 'The customer' },
        { kind: 'quote', text: saidIn(message) || 'A message without words.' },
      ),
      card: { type: 'conversation-message', id },
    }
  },
  posts: [{ on: messageReceived, to: async (_ctx, event) => wroteOn(event) }],
  follows: [{ on: messageChanged, ids: changed }],
})

function wroteOn({ payload }: LoggedEvent): CardAudience | undefined {
  const { started, late, conversation, message } = messageReceived.payload.parse(payload)
  if (started || late) return undefined
  return { id: message.id, memberIds: [], under: { type: 'conversation', id: conversation.id } }
}

const withMessage = z.object({ message: z.object({ id: z.string() }) })
function changed({ payload }: LoggedEvent): string[] {
  return [withMessage.parse(payload).message.id]
}
