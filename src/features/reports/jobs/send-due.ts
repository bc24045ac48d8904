import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { sendDue } from '../send-due.ts'

/** Answers and sends one scheduled report. */
export const job = defineJob({
  name: 'reports/send-due',
  lane: 'ordinary',
  payload: z.object({ scheduleId: z.uuid() }),
  key: ({ scheduleId }) => scheduleId,
  bulk: true,
  async run(ctx, { scheduleId }) {
    await sendDue(ctx, scheduleId)
  },
})
