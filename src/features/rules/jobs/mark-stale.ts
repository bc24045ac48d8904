import { defineEventJob } from '#contracts/job.ts'
import { messageCreated, messageReceived } from '#features/inbox/index.ts'
import { markStale } from '../suggestions/mark-stale.ts'

/** So that everybody sees it at once. What decides is the thread itself, read when somebody sends. */
export const job = defineEventJob({
  name: 'rules/mark-stale',
  lane: 'ordinary',
  on: [messageReceived, messageCreated],
  async run(ctx, event) {
    const { message } = event.payload
    const counts = ['contact', 'member', 'native', 'api_key'].includes(message.author.kind)
    if (message.kind === 'message' && counts) await markStale(ctx, message)
  },
})
