import { defineCard } from '#contracts/card.ts'
import { reply } from '#contracts/reply.ts'
import type { ReplyPart } from '#contracts/reply.ts'
import { notFound } from '#kernel/errors.ts'
import { replyOf } from '#features/ask/index.ts'
import { audienceOf } from '#features/reports/index.ts'
import { alertFired } from '../events.ts'

/** What somebody wanted to be told of, as it was at that moment. */
export const card = defineCard({
  type: 'alert',
  async load(ctx, id) {
    const firing = await ctx.db
      .selectFrom('alert_firings')
      .select(['alert_id', 'sentence', 'answer'])
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!firing) throw notFound('alert')
    const parts: ReplyPart[] = firing.answer ? replyOf(firing.answer).parts : []
    const stop = {
      label: 'Stop this alert',
      command: { name: 'stop-alert', args: { alert: firing.alert_id } },
    }
    const asks = parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons.slice(0, 3) : []))
    return {
      ...reply(
        { kind: 'heading', text: firing.sentence },
        ...parts.filter((part) => part.kind !== 'buttons' && part.kind !== 'fields').slice(1),
        { kind: 'buttons', buttons: [...asks, stop] },
      ),
      tone: 'warn',
    }
  },
  posts: [
    {
      on: alertFired,
      to: (_ctx, event) => {
        const { firingId, place } = alertFired.payload.parse(event.payload)
        return Promise.resolve(audienceOf(firingId, place))
      },
    },
  ],
})
