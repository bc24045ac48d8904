import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'

const keptMs = 90 * 86_400_000
const batch = 2_000

/** Old ones go, and those that nobody read are counted off. */
export const job = defineSystemJob({
  name: 'notices/forget-notices',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 3_600_000,
  async run(app, _payload, { signal }) {
    const before = new Date(app.clock.now().getTime() - keptMs)
    let gone = batch
    while (gone === batch && !signal.aborted) {
      const { rows } = await sql<{ gone: number }>`
        with old as (select ctid from notices where at < ${before} limit ${batch}),
        gone as (delete from notices n using old where n.ctid = old.ctid
          returning n.org_id, n.member_id, n.read_at),
        unread as (select org_id, member_id, count(*)::int as n from gone where read_at is null group by 1, 2),
        counted as (update notice_boxes b set unread = greatest(0, b.unread - u.n) from unread u
          where b.org_id = u.org_id and b.member_id = u.member_id)
        select count(*)::int as gone from gone`.execute(app.systemDb)
      gone = rows[0]?.gone ?? 0
    }
  },
})
