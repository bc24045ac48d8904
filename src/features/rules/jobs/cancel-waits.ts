import { defineEventJob } from '#contracts/job.ts'
import { messageCreated, messageReceived } from '#features/inbox/index.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { cancelWaits } from '../finish-wait.ts'

/** So that the run log tells at once. What decides is the thread itself, read when a wait is due. */
export const job = defineEventJob({
  name: 'rules/cancel-waits',
  lane: 'ordinary',
  on: [messageReceived, messageCreated],
  async run(ctx, event) {
    const { message } = event.payload
    if (message.kind !== 'message') return
    const byCustomer = message.author.kind === 'contact'
    if (!byCustomer && !['member', 'native', 'api_key'].includes(message.author.kind)) return
    await inTransaction(ctx, (tx) =>
      cancelWaits(
        tx,
        {
          conversationId: message.conversationId,
          beforeSeq: message.seq,
          for: byCustomer ? 'customer' : 'human',
        },
        byCustomer ? 'The customer wrote again.' : 'A person answered first.',
      ),
    )
  },
})
