import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** Slots, series or settings of publishing changed. */
export const calendarChanged = defineEvent({
  type: 'calendar.changed',
  stream: 'posts:read',
  payload: z.object({ what: z.enum(['slots', 'series', 'settings', 'import']), id: z.uuid().nullable() }),
})
