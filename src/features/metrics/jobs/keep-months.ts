import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'

/** Snapshots are kept so long; what they came to stays in the posts' and accounts' own rows. */
const monthsKept = 25

/** Makes the tables of the months to come, and drops those that are too old. */
export const job = defineSystemJob({
  name: 'metrics/keep-months',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 6 * 3_600_000,
  async run(app) {
    const today = app.clock.now().toISOString().slice(0, 10)
    await sql`select keep_metric_months(${today}::date, ${monthsKept})`.execute(app.systemDb)
  },
})
