import { z } from 'zod'
import { defineEvent } from '#contracts/event.ts'
import { placeSchema } from './schema.ts'

/** A report is due and its answers stand: it is posted or mailed. */
export const reportDue = defineEvent({
  type: 'report.due',
  payload: z.object({ runId: z.uuid(), scheduleId: z.uuid(), place: placeSchema }),
})

/** A report or a schedule was made, changed or stopped. */
export const reportsChanged = defineEvent({
  type: 'report.changed',
  stream: 'metrics:read',
  payload: z.object({ what: z.enum(['reports', 'schedules']) }),
})
