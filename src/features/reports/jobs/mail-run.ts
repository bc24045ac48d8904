import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { mailRun } from '../mail-run.ts'

/** Mails one sent report. */
export const job = defineJob({
  name: 'reports/mail-run',
  lane: 'tell',
  payload: z.object({ runId: z.uuid() }),
  key: ({ runId }) => runId,
  async run(ctx, { runId }) {
    await mailRun(ctx, runId)
  },
})
