import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { changeConversation, lockConversation } from '../conversation-change.ts'
import { insertEventLine } from '../insert-message.ts'

/** Brings snoozed conversations back when their time has come. */
export const job = defineSystemJob({
  name: 'inbox/wake-snoozed',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 10_000,
  async run(app) {
    const now = app.clock.now()
    const due = await app.systemDb
      .selectFrom('conversations')
      .select(['org_id', 'id'])
      .where('status', '=', 'snoozed')
      .where('snoozed_until', '<=', now)
      .limit(500)
      .execute()
    for (const { org_id: orgId, id } of due) {
      await inTransaction(makeCtx(app, { orgId }), async (tx) => {
        const before = await lockConversation(tx, id)
        if (before.status !== 'snoozed' || !before.snoozed_until || before.snoozed_until > now) return
        const line = await insertEventLine(tx, before, {
          what: 'status',
          from: 'snoozed',
          to: 'open',
          reason: 'The snooze is over.',
        })
        await changeConversation(tx, before, {
          status: 'open',
          status_reason: 'The snooze is over.',
          snoozed_until: null,
          last_activity_at: now,
          last_message_seq: line.seq,
        })
      })
    }
  },
})
