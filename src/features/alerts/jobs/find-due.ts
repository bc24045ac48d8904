import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as checkAlert } from './check-alert.ts'

const atOnce = 500

/** Finds alerts that are to be looked at. */
export const job = defineSystemJob({
  name: 'alerts/find-due',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 15_000,
  async run(app) {
    const due = await app.systemDb
      .selectFrom('alerts')
      .select(['org_id as orgId', 'id as alertId'])
      .where('next_at', '<=', app.clock.now())
      .where('deleted_at', 'is', null)
      .orderBy('next_at')
      .limit(atOnce)
      .execute()
    for (const [orgId, ofOrg] of Map.groupBy(due, (one) => one.orgId))
      await inTransaction(makeCtx(app, { orgId }), async (tx) => {
        for (const { alertId } of ofOrg) enqueue(tx, checkAlert, { alertId })
      })
  },
})
