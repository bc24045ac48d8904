import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** A person of the team changed what is known of a customer. */
export const contactChanged = defineEvent({
  type: 'contact.changed',
  stream: 'inbox:read',
  payload: z.object({
    contactId: z.uuid(),
    name: z.string(),
    version: z.number().int(),
    changed: z.array(z.string()),
  }),
})
