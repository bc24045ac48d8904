import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'

/** The organisation's own metrics, or the figures of its posts and accounts, are others than before. */
export const metricsChanged = defineEvent({
  type: 'metric.changed',
  stream: 'metrics:read',
  payload: z.object({ what: z.enum(['metrics', 'figures']) }),
})
