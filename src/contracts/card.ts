import type { Ctx } from '#kernel/app.ts'
import type { Reply } from './reply.ts'

/** The card of an object: its present state as a neutral reply. Throws `not_found` when the object is gone. */
export interface Card {
  /** Type of the object, e.g. `conversation`; the file's name. */
  type: string
  load(ctx: Ctx, id: string): Promise<Reply>
}

export const defineCard = (card: Card): Card => card
