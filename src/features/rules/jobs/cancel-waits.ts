import { defineEventsJob } from '#contracts/job.ts'
import { messageCreated } from '#features/inbox/index.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { cancelWaits } from '../finish-wait.ts'

/** So that the run log tells at once. What decides is the thread itself, read when a wait is due. */
export const job = defineEventsJob({
  name: 'rules/cancel-waits',
  lane: 'ordinary',
  on: [messageCreated],
  async runAll(ctx, events) {
    for (const { payload } of events) {
      const { message } = payload
      const byPerson = ['member', 'native', 'api_key'].includes(message.author.kind)
      if (message.kind !== 'message' || !byPerson) continue
      await inTransaction(ctx, (tx) =>
        cancelWaits(
          tx,
          { conversationId: message.conversationId, beforeSeq: message.seq, for: 'human' },
          'A person answered first.',
        ),
      )
    }
  },
})
