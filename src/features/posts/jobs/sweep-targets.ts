import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { sweepTargets } from '../publishing/sweep.ts'

/** Finds posts that hang: a process that died, evidence still missing, lateness. */
export const job = defineSystemJob({
  name: 'posts/sweep-targets',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 10_000,
  async run(app) {
    await sweepTargets(app)
  },
})
