/**
 * What a platform tells us, in one vocabulary: the output of `Connector.parse`. Ids are the vendor's, as
 * strings. `at` is the vendor's time (ISO 8601, UTC).
 */
export type InboundEvent =
  | InboundMessageEvent
  | InboundEchoEvent
  | InboundReceiptEvent
  | InboundReactionEvent
  | InboundEditEvent
  | InboundUnsendEvent
  | InboundBlockedEvent
  | InboundIgnoredEvent
  | InboundUnknownEvent

interface InboundBase {
  /** The vendor's id of our account; finds the channel. */
  account: string
  at: string
}

export interface InboundPerson {
  id: string
  name?: string
  username?: string
  locale?: string
  /** Facts for the contact panel, e.g. `{ page: 'https://…', verified: 'yes' }`. */
  facts?: Record<string, string>
}

/** A customer wrote (a postback, a story mention and a shared post are messages, too). */
export interface InboundMessageEvent extends InboundBase {
  kind: 'message'
  person: InboundPerson
  message: InboundMessage
}

export interface InboundMessage {
  id: string
  text?: string
  attachments: InboundAttachment[]
  /** Quotes a message of this thread. */
  quote?: string
  /** A story of ours that it answers, or theirs that mentions us. `url` dies within 24 hours. */
  story?: { kind: 'reply' | 'mention'; id?: string; url?: string }
  /** A button or quick reply that was pressed. */
  postback?: { title?: string; payload: string }
  /** Where they came from: an ad or a deep link. */
  referral?: { source?: string; ref?: string; adId?: string }
  /** Breaks ties between messages of the same vendor time. */
  sequence?: number
}

export interface InboundAttachment {
  kind: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'location' | 'contact' | 'share' | 'unsupported'
  /** Fetched as a hostile URL. */
  url?: string
  /** For `Connector.download`. */
  ref?: string
  /** Ours already, uploaded before the message (web chat): nothing is left to fetch. */
  mediaId?: string
  name?: string
  mime?: string
  sizeBytes?: number
  width?: number
  height?: number
  title?: string
  latitude?: number
  longitude?: number
}

/** A message of ours comes back: sent by us (our app id) or typed in the vendor's own app. */
export interface InboundEchoEvent extends InboundBase {
  kind: 'echo'
  person: InboundPerson
  message: InboundMessage
  /** True: our own app sent it, so it settles an attempt. */
  ours: boolean
  /** Our message id, where the vendor returned it. */
  metadata?: string
}

/** Named messages, or all that are not younger than the watermark. */
export interface InboundReceiptEvent extends InboundBase {
  kind: 'receipt'
  state: 'delivered' | 'read'
  person: InboundPerson
  messageIds?: string[]
  watermark?: string
}

export interface InboundReactionEvent extends InboundBase {
  kind: 'reaction'
  person: InboundPerson
  messageId: string
  /** undefined: the reaction was taken back. */
  emoji?: string
  /** True: made by our account. */
  ours?: boolean
}

export interface InboundEditEvent extends InboundBase {
  kind: 'edit'
  person: InboundPerson
  messageId: string
  text: string
}

export interface InboundUnsendEvent extends InboundBase {
  kind: 'unsend'
  person: InboundPerson
  messageId: string
}

/** The person blocked us, or took that back: sending would fail with recipient_gone. */
export interface InboundBlockedEvent extends InboundBase {
  kind: 'blocked'
  person: InboundPerson
  blocked: boolean
}

/** Known, and of no interest. */
export interface InboundIgnoredEvent {
  kind: 'ignored'
  reason: string
}

/** Not understood: it is parked with this reason, visible and replayable. */
export interface InboundUnknownEvent {
  kind: 'unknown'
  account?: string
  reason: string
}
