import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** A workspace, a channel's purposes or a person's link changed. */
export const chatsChanged = defineEvent({
  type: 'chats.changed',
  stream: 'chats:read',
  payload: z.object({
    what: z.enum(['workspace', 'channel', 'link']),
    id: z.uuid(),
    surface: z.string(),
    state: z.string().optional(),
  }),
})
