import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as deliverMessages } from './deliver-messages.ts'

/** Finds messages that wait or hang without a job: after a crash, a long back-off, a lost queue. */
export const job = defineSystemJob({
  name: 'inbox/sweep-sends',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 10_000,
  async run(app) {
    const now = app.clock.now()
    const { rows } = await sql<{ orgId: string; conversationId: string }>`
      select distinct m.org_id as "orgId", m.conversation_id as "conversationId"
      from messages m join conversations c on c.org_id = m.org_id and c.id = m.conversation_id
      join channels h on h.org_id = m.org_id and h.id = m.channel_id
      where m.state in ('queued', 'sending') and m.created_at < ${new Date(now.getTime() - 15_000)}
        and h.state <> 'paused' and (m.retry_at is null or m.retry_at <= ${now})
        and (c.send_lease_until is null or c.send_lease_until < clock_timestamp())
      limit 500`.execute(app.systemDb)
    for (const { orgId, conversationId } of rows) {
      await inTransaction(makeCtx(app, { orgId }), async (tx) => {
        enqueue(tx, deliverMessages, { conversationId })
      })
    }
  },
})
