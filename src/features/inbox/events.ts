import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { conversationRow, messageView } from './schema.ts'

/** A customer's message was stored. `first`: of this person ever; `started`: it began the conversation. */
export const messageReceived = defineEvent({
  type: 'message.received',
  stream: 'inbox:read',
  payload: z.object({
    message: messageView,
    conversation: conversationRow,
    contact: z.object({
      id: z.uuid(),
      name: z.string(),
      username: z.string().nullable(),
      locale: z.string().nullable(),
    }),
    first: z.boolean(),
    started: z.boolean(),
    /** Older than the newest message of the thread by the platform's time: history, not news. */
    late: z.boolean(),
  }),
})

/** One of ours was written: a reply, a note, or a line that tells of a change. */
export const messageCreated = defineEvent({
  type: 'message.created',
  stream: 'inbox:read',
  payload: z.object({ message: messageView, conversation: conversationRow }),
})

/** Delivery state, reaction, edit, unsend, attachment fetched. */
export const messageChanged = defineEvent({
  type: 'message.changed',
  stream: 'inbox:read',
  payload: z.object({ message: messageView }),
})

/** Anything of the row but its messages. `changed` names the fields. */
export const conversationChanged = defineEvent({
  type: 'conversation.changed',
  stream: 'inbox:read',
  payload: z.object({ conversation: conversationRow, changed: z.array(z.string()) }),
})
