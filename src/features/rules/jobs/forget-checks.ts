import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'

const keptDays = 14
const batch = 5_000

/** Every message leaves a row that says why rules did nothing; two weeks answer "why not". */
export const job = defineSystemJob({
  name: 'rules/forget-checks',
  lane: 'slow',
  payload: z.object({}),
  everyMs: 60 * 60_000,
  async run(app, _payload, { signal }) {
    const before = new Date(app.clock.now().getTime() - keptDays * 86_400_000)
    for (;;) {
      const done = await sql`delete from rule_checks where (org_id, message_id) in (
        select org_id, message_id from rule_checks where at < ${before} order by at limit ${batch})`.execute(
        app.systemDb,
      )
      if (signal.aborted || Number(done.numAffectedRows ?? 0) < batch) return
    }
  },
})
