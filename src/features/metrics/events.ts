import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** The organisation's own metrics are others than before. */
export const metricsChanged = defineEvent({
  type: 'metric.changed',
  stream: 'metrics:read',
  payload: z.object({ what: z.literal('metrics') }),
})
