import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** These members have other notices than before. What they say is fetched by each for themselves. */
export const noticesChanged = defineEvent({
  type: 'notice.changed',
  stream: 'org:read',
  payload: z.object({ memberIds: z.array(z.uuid()) }),
})
