import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as sendDue } from './send-due.ts'

const atOnce = 500

/** Finds reports whose time has come. */
export const job = defineSystemJob({
  name: 'reports/find-due',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 10_000,
  async run(app) {
    const due = await app.systemDb
      .selectFrom('report_schedules')
      .select(['org_id as orgId', 'id as scheduleId'])
      .where('next_at', '<=', app.clock.now())
      .where('deleted_at', 'is', null)
      .orderBy('next_at')
      .limit(atOnce)
      .execute()
    const byOrg = Map.groupBy(due, ({ orgId }) => orgId)
    for (const [orgId, ofOrg] of byOrg)
      await inTransaction(makeCtx(app, { orgId }), async (tx) => {
        for (const { scheduleId } of ofOrg) enqueue(tx, sendDue, { scheduleId })
      })
  },
})
