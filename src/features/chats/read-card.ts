import type { Reply } from '#contracts/reply.ts'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'

/** The card of an object as the caller may see it. Its own load asks for the scope. */
export async function readCard(ctx: Ctx, object: { type: string; id: string }): Promise<Reply> {
  const card = ctx.cards.get(object.type)
  if (!card) throw notFound('card')
  return { ...(await card.load(ctx, object.id)), card: object }
}
