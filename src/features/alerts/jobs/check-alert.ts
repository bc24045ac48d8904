import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { checkAlert } from '../check-alert.ts'

/** Looks whether what an alert watches is so. */
export const job = defineJob({
  name: 'alerts/check-alert',
  lane: 'ordinary',
  payload: z.object({ alertId: z.uuid() }),
  key: ({ alertId }) => alertId,
  async run(ctx, { alertId }) {
    await checkAlert(ctx, alertId)
  },
})
