import { defineCard } from '#contracts/card.ts'
import { reportDue } from '../events.ts'
import { audienceOf } from '../places.ts'
import { runReply } from '../run-reply.ts'

/** A report as it was sent. It is posted when it is due, and never drawn anew: its answers stand. */
export const card = defineCard({
  type: 'report',
  load: (ctx, id) => runReply(ctx, id),
  posts: [
    {
      on: reportDue,
      to: (_ctx, event) => {
        const { runId, place } = reportDue.payload.parse(event.payload)
        return Promise.resolve(audienceOf(runId, place))
      },
    },
  ],
})
