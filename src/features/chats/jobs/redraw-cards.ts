import type { EventJob } from '#contracts/job.ts'
import { wantDrawn } from '../copies.ts'

/** Follows what the cards follow: their copies are drawn anew. */
export const job: EventJob = {
  name: 'chats/redraw-cards',
  lane: 'ordinary',
  on: [],
  onCard: (card) => (card.follows ?? []).map((follow) => follow.on),
  async run(ctx, event) {
    for (const card of ctx.cards.values()) {
      const ids = (card.follows ?? [])
        .filter((follow) => follow.on.type === event.type)
        .flatMap((follow) => follow.ids(event))
      for (const id of new Set(ids)) await wantDrawn(ctx, { type: card.type, id }, event.pos)
    }
  },
}
