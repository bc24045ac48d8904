import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { expire, remind } from '../remind.ts'

const atOnce = 200

/** Reminders that are due, and requests whose last moment has passed. */
export const job = defineSystemJob({
  name: 'approvals/tick',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 15_000,
  async run(app) {
    const now = app.clock.now()
    const late = await app.systemDb
      .selectFrom('approvals')
      .select(['org_id', 'id'])
      .where('state', '=', 'pending')
      .where('approve_by', '<=', now)
      .orderBy('approve_by')
      .limit(atOnce)
      .execute()
    for (const one of late) await expire(makeCtx(app, { orgId: one.org_id }), one.id)
    const due = await app.systemDb
      .selectFrom('approvals')
      .select(['org_id', 'id'])
      .where('state', '=', 'pending')
      .where('next_reminder_at', '<=', now)
      .orderBy('next_reminder_at')
      .limit(atOnce)
      .execute()
    for (const one of due) await remind(makeCtx(app, { orgId: one.org_id }), one.id)
  },
})
