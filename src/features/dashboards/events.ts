import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** A dashboard, or the order of them, was changed. A private one is told by its id alone. */
export const dashboardsChanged = defineEvent({
  type: 'dashboard.changed',
  stream: 'metrics:read',
  payload: z.object({ what: z.enum(['dashboard', 'order']) }),
})
