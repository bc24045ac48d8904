import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { preflight } from '../publishing/preflight.ts'

/** Looks at posts a day, an hour and five minutes before their time. */
export const job = defineSystemJob({
  name: 'posts/preflight',
  lane: 'effect',
  payload: z.object({}),
  everyMs: 60_000,
  async run(app) {
    await preflight(app)
  },
})
