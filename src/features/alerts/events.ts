import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { placeSchema } from '#features/reports/index.ts'

/** What somebody wanted to be told of is so. */
export const alertFired = defineEvent({
  type: 'alert.fired',
  stream: 'metrics:read',
  payload: z.object({
    firingId: z.uuid(),
    alertId: z.uuid(),
    name: z.string(),
    sentence: z.string(),
    place: placeSchema,
  }),
})

export const alertsChanged = defineEvent({
  type: 'alert.changed',
  stream: 'metrics:read',
  payload: z.object({ what: z.literal('alerts') }),
})
