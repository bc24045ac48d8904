import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { followLog } from '../follow/follow-log.ts'

/** Counts what the inbox and the posts did since the last look. */
export const job = defineSystemJob({
  name: 'metrics/follow-log',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 5_000,
  async run(app, _payload, { signal }) {
    while (!signal.aborted && (await followLog(app)));
  },
})
