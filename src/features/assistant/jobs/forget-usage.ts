import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { deleteOld } from '#kernel/delete-old.ts'

const keptMs = 400 * 86_400_000

/** What the model took is kept a little longer than a year, to compare a month with the one before. */
export const job = defineSystemJob({
  name: 'assistant/forget-usage',
  lane: 'slow',
  payload: z.object({}),
  everyMs: 24 * 60 * 60_000,
  async run(app, _payload, { signal }) {
    const before = new Date(app.clock.now().getTime() - keptMs)
    await deleteOld(app, 'assistant_usage', sql`at < ${before}`, signal)
    // An input is worked off within minutes, or not at all.
    const yesterday = new Date(app.clock.now().getTime() - 24 * 60 * 60_000)
    await deleteOld(app, 'assistant_progress', sql`at < ${yesterday}`, signal)
  },
})
