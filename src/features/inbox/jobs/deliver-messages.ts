import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { drainConversation } from '../outbound/drain.ts'

const soonMs = 9 * 60_000

/** Sends what waits in a conversation. What must wait longer than a job may is found by the sweeper. */
export const job = defineJob({
  name: 'inbox/deliver-messages',
  lane: 'effect',
  payload: z.object({ conversationId: z.uuid() }),
  key: ({ conversationId }) => conversationId,
  async run(ctx, { conversationId }, { signal }) {
    const end = await drainConversation(ctx, conversationId, signal)
    if (end.kind === 'empty') return
    const now = ctx.clock.now().getTime()
    const at = end.kind === 'busy' ? now + 2_000 : end.at.getTime()
    if (at - now > soonMs) return
    await inTransaction(ctx, async (tx) => {
      enqueue(tx, job, { conversationId }, { runAt: new Date(Math.max(at, now + 50)) })
    })
  },
})
