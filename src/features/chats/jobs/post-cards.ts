import type { EventJob } from '#contracts/job.ts'
import { queueCopies } from '../queue-copies.ts'

/** Follows what cards are posted after: to the channels and the people that each names. */
export const job: EventJob = {
  name: 'chats/post-cards',
  lane: 'ordinary',
  on: [],
  onCard: (card) => (card.posts ?? []).map((post) => post.on),
  async run(ctx, event) {
    for (const card of ctx.cards.values()) {
      for (const post of card.posts ?? []) {
        if (post.on.type !== event.type) continue
        const audience = await post.to(ctx, event)
        if (audience) await queueCopies(ctx, card.type, audience, event.pos)
      }
    }
  },
}
