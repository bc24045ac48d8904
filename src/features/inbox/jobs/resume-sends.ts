import { sql } from 'kysely'
import { defineEventJob } from '#contracts/job.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { channelChanged } from '#features/channels/index.ts'
import { job as deliverMessages } from './deliver-messages.ts'

/** A channel works again: what was held back goes out now, not at the next look. */
export const job = defineEventJob({
  name: 'inbox/resume-sends',
  lane: 'ordinary',
  on: [channelChanged],
  async run(ctx, { payload }) {
    if (payload.state !== 'active') return
    const { rows } = await sql<{ id: string }>`select distinct m.conversation_id as id
      from messages m join conversations c on c.org_id = m.org_id and c.id = m.conversation_id
      where m.org_id = ${ctx.orgId} and c.channel_id = ${payload.channelId} and m.state in ('queued', 'sending')
      order by id`.execute(ctx.db)
    await inTransaction(ctx, async (tx) => {
      for (const { id } of rows) enqueue(tx, deliverMessages, { conversationId: id })
    })
  },
})
