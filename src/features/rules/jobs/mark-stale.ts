import { defineEventsJob } from '#contracts/job.ts'
import { messageCreated, messageReceived } from '#features/inbox/index.ts'
import { markStale } from '../suggestions/mark-stale.ts'

/** So that everybody sees it at once. What decides is the thread itself, read when somebody sends. */
export const job = defineEventsJob({
  name: 'rules/mark-stale',
  lane: 'ordinary',
  on: [messageReceived, messageCreated],
  async runAll(ctx, events) {
    const said = events
      .map(({ payload }) => payload.message)
      .filter(
        ({ kind, author }) =>
          kind === 'message' && ['contact', 'member', 'native', 'api_key'].includes(author.kind),
      )
    if (said.length > 0) await markStale(ctx, said)
  },
})
