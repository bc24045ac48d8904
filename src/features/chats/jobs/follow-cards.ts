import type { Card } from '#contracts/card.ts'
import type { EventsJob } from '#contracts/job.ts'
import type { LoggedEvent } from '#contracts/event.ts'
import type { Ctx } from '#kernel/app.ts'
import { wantAllDrawn } from '../copies.ts'
import type { WantedCard } from '../copies.ts'
import { queueCopies } from '../queue-copies.ts'

/**
 * Follows what cards follow and what they are posted after. One job for both, and for all that happened at one time:
 * a customer's message has it to pay for, whether the team has a chat or not.
 */
export const job: EventsJob = {
  name: 'chats/follow-cards',
  lane: 'ordinary',
  on: [],
  onCard: (card) => [...(card.posts ?? []), ...(card.follows ?? [])].map((one) => one.on),
  async runAll(ctx, events) {
    const cards = [...ctx.cards.values()]
    for (const event of events) await postAfter(ctx, cards, event)
    await wantAllDrawn(
      ctx,
      cards.flatMap((card) => events.flatMap((event) => followedBy(card, event))),
    )
  },
}

async function postAfter(ctx: Ctx, cards: readonly Card[], event: LoggedEvent): Promise<void> {
  for (const card of cards) {
    for (const post of card.posts ?? []) {
      if (post.on.type !== event.type) continue
      const audience = await post.to(ctx, event)
      if (audience) await queueCopies(ctx, card.type, audience, event.pos)
    }
  }
}

function followedBy(card: Card, event: LoggedEvent): WantedCard[] {
  return (card.follows ?? [])
    .filter((follow) => follow.on.type === event.type)
    .flatMap((follow) => follow.ids(event))
    .map((id) => ({ type: card.type, id, pos: event.pos }))
}
