import type { EventJob } from '#contracts/job.ts'
import { wantDrawn } from '../copies.ts'
import { queueCopies } from '../queue-copies.ts'

/**
 * Follows what cards follow and what they are posted after. One job for both: a customer's message has one to pay
 * for, whether the team has a chat or not.
 */
export const job: EventJob = {
  name: 'chats/follow-cards',
  lane: 'ordinary',
  on: [],
  onCard: (card) => [...(card.posts ?? []), ...(card.follows ?? [])].map((one) => one.on),
  async run(ctx, event) {
    for (const card of ctx.cards.values()) {
      for (const post of card.posts ?? []) {
        if (post.on.type !== event.type) continue
        const audience = await post.to(ctx, event)
        if (audience) await queueCopies(ctx, card.type, audience, event.pos)
      }
      const ids = (card.follows ?? [])
        .filter((follow) => follow.on.type === event.type)
        .flatMap((follow) => follow.ids(event))
      for (const id of new Set(ids)) await wantDrawn(ctx, { type: card.type, id }, event.pos)
    }
  },
}
