import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { deleteOld } from '#kernel/delete-old.ts'

const keptMs = 90 * 86_400_000

/** A chat keeps the picture that it got; a card that is drawn anew keeps its chart anew. */
export const job = defineSystemJob({
  name: 'charts/forget-charts',
  lane: 'slow',
  payload: z.object({}),
  everyMs: 6 * 60 * 60_000,
  async run(app, _payload, { signal }) {
    const before = new Date(app.clock.now().getTime() - keptMs)
    await deleteOld(app, 'charts', sql`created_at < ${before}`, signal)
  },
})
