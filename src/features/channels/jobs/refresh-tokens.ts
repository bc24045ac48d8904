import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as refreshOne } from './refresh-token.ts'

const atOnce = 500

/** Finds the channels whose token is at half life; each is renewed in a job of its own. */
export const job = defineSystemJob({
  name: 'channels/refresh-tokens',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 20_000,
  async run(app) {
    const due = await app.systemDb
      .selectFrom('channels')
      .select(['org_id', 'id'])
      .where('refresh_at', '<=', app.clock.now())
      .where('state', 'in', ['active', 'paused'])
      .orderBy('refresh_at')
      .limit(atOnce)
      .execute()
    for (const { org_id: orgId, id } of due) {
      await inTransaction(makeCtx(app, { orgId }), async (tx) => enqueue(tx, refreshOne, { channelId: id }))
    }
  },
})
