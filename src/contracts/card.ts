import type { Ctx } from '#kernel/app.ts'
import type { EventKind, LoggedEvent } from './event.ts'
import type { Reply } from './reply.ts'

/** The card of an object: its present state as a neutral reply. Throws `not_found` when the object is gone. */
export interface Card {
  /** Type of the object, e.g. `conversation`; the file's name. */
  type: string
  load(ctx: Ctx, id: string): Promise<Reply>
  /** Version of the object: a button of an older drawing is refused and the card drawn anew. Absent: none. */
  version?(ctx: Ctx, id: string): Promise<string>
  /** Events after which posted copies are drawn anew, and whose card each means. */
  follows?: CardFollow[]
  /** Events after which the card is posted where it is not yet: to the places and people it names. */
  posts?: CardPost[]
}

export interface CardFollow {
  on: EventKind
  /** Ids of the objects whose cards changed. */
  ids(event: LoggedEvent): string[]
}

export interface CardPost {
  on: EventKind
  /** undefined: nowhere. */
  to(ctx: Ctx, event: LoggedEvent): Promise<CardAudience | undefined>
}

/** Who should see a card: members (in a direct message) and the chat channels chosen for a purpose. */
export interface CardAudience {
  id: string
  memberIds: string[]
  /** Chat channels that were set for this purpose (`approvals`, `inbox`, `publishing`). */
  purpose?: ChatPurpose
  /** These channels of connected chats. */
  places?: Array<{ workspaceId: string; channel: string }>
  /** Only to chats that were connected by then: what is older is history there, not news. */
  since?: Date
  /** In the threads of this card's copies in channels, where the surface has threads. Few in a minute. */
  under?: { type: string; id: string }
  /** Tells people anew that it is waiting: posted once more even where a copy stands. */
  again?: boolean
}

/** What a chat channel of the team may be used for. */
export const chatPurposes = ['approvals', 'publishing', 'inbox', 'alerts'] as const
export type ChatPurpose = (typeof chatPurposes)[number]

export const defineCard = (card: Card): Card => card
