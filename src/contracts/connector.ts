import type { Clock } from '#kernel/clock.ts'
import type { HttpClient } from '#kernel/http-client.ts'
import type { Limiter } from '#kernel/limiter.ts'
import type { Logger } from '#kernel/log.ts'
import type { InboundEvent } from './inbound.ts'
import type { MetricsReader } from './metrics.ts'
import type { OAuthFlow } from './oauth.ts'
import type { Publisher } from './publisher.ts'
import type { MakeSandbox } from './sandbox.ts'

/**
 * A connector is one folder under `connectors/`: everything the product knows of one platform. The product
 * never asks which platform it is; it reads `abilities`. A function that is missing means "cannot".
 */
export interface Connector {
  /** The folder's name; also the path of its webhook, `/webhooks/<id>`. */
  id: string
  name: string
  /** One sentence for the connect screen: what connecting it brings. */
  summary: string
  abilities: Abilities
  /** Environment keys it reads, each with the sentence that documents it. All are optional strings. */
  env: Record<string, string>
  /** The settings form of the connect screen, drawn as data. */
  form: FormField[]
  /** Steps a person takes at the vendor before they can fill in the form. */
  guide: string[]
  /** Allowed sends per channel, as the vendor documents them. */
  rate: { points: number; perMs: number }

  /**
   * Checks the form's values with the vendor and returns the account. Throws ConnectorError: its message
   * is shown at the form.
   */
  connect(io: ConnectorIo, input: Record<string, string>): Promise<ConnectedAccount>
  /** After the channel row is committed: subscribe webhooks and the like. May be run again. */
  activate?(io: ChannelIo): Promise<void>
  /** Before the channel goes: unsubscribe. Best effort. */
  deactivate?(io: ChannelIo): Promise<void>

  webhook?: WebhookReader
  /**
   * Asks the vendor for news where no webhook can reach us. Returns raw bodies in order, each with its key
   * for duplicates; the cursor is stored only after the bodies are committed. Waits at most `waitMs`.
   */
  poll?(io: ChannelIo, cursor: string | undefined, waitMs: number, signal: AbortSignal): Promise<PollResult>

  /** Pure: one raw body into atomic events. What it does not know becomes `{ kind: 'unknown' }`. */
  parse(body: Uint8Array, received: Received): InboundEvent[]

  /**
   * Makes the one vendor call that puts this message before the customer. Called after its attempt row is
   * committed. Throws ConnectorError; anything else thrown counts as `outcome_unknown`.
   */
  send?(io: ChannelIo, message: OutboundMessage): Promise<SendResult>
  /** Shows the customer that somebody types, or that their message was seen. Best effort, never retried. */
  signal?(io: ChannelIo, to: string, what: 'typing' | 'seen'): Promise<void>
  /** Bytes of an attachment that `parse` could only name. */
  download?(
    io: ChannelIo,
    ref: string,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; mime?: string; name?: string }>
  /** Name and picture of a person who wrote, where the message does not carry them. */
  profile?(io: ChannelIo, personId: string): Promise<{ name?: string; username?: string; avatarUrl?: string }>
  /** Asks the vendor whether this channel works: token, permissions, subscriptions. */
  health(io: ChannelIo): Promise<HealthCheck[]>

  /** Publishes posts. Absent: this channel is for messages only. */
  publish?: Publisher
  /** Reads figures of posts and of the account. Absent: nothing is measured there. */
  metrics?: MetricsReader
  /** Connects by the vendor's consent page; beside the form, or in its place where the form is empty. */
  oauth?: OAuthFlow<ConnectedAccount>
  /**
   * A fresh token. Called under a lock, for one channel at a time; `expiresAt` says when the next is due.
   * Throws ConnectorError: `auth_expired` means revoked (a person must reconnect), all else is tried again.
   */
  refresh?(io: ChannelIo): Promise<{ credentials: Record<string, string>; expiresAt?: Date }>

  sandbox?: MakeSandbox
}

export interface ConnectorIo {
  /** Values of the connector's own env keys; a sandbox channel gets its sandbox's values instead. */
  env: Record<string, string | undefined>
  http: HttpClient
  /** How far `http` may trust the base URL: 'base' for env base URLs, 'sandbox' for sandbox channels. */
  trust: 'base' | 'sandbox'
  clock: Clock
  log: Logger
  limiter: Limiter
  /** Our public address, where the vendor can reach us; undefined when there is none. */
  publicUrl: string | undefined
}

/** What stands beside a raw body. */
export interface Received {
  at: Date
  /** On the channel route and for polled bodies, which need not name the account. */
  channelExternalId?: string
  /** As in ConnectorIo: an echo is ours when it names our app id. */
  env: Record<string, string | undefined>
}

export interface ChannelIo extends ConnectorIo {
  channel: { id: string; orgId: string; externalId: string; name: string; settings: Record<string, unknown> }
  credentials: Record<string, string>
}

export interface Abilities {
  /** Customers' messages come in here. False: it only publishes. */
  messages: boolean
  text: { max: number; unit: 'characters' | 'utf8-bytes' }
  /** What may be sent, per kind; a kind that is absent cannot be sent. A mime may end in a star: `image/*`. */
  attachments: Partial<Record<AttachmentKind, { maxBytes: number; mimes: string[] }>>
  /** True: text and one attachment go as one message. False: each goes as its own message. */
  captions: boolean
  /** True: the vendor fetches attachments from us, so the channel needs PUBLIC_URL. */
  attachmentsByUrl: boolean
  /** May quote a message of the thread. */
  quotes: boolean
  receipts: { delivered: boolean; read: boolean }
  /**
   * What a customer can do there beside writing; draws the sandbox's buttons. `native_reply`: the team may
   * answer in the vendor's own app, too, and we hear of it.
   */
  customer: Array<
    | 'photo'
    | 'story_mention'
    | 'story_reply'
    | 'reaction'
    | 'unsend'
    | 'edit'
    | 'postback'
    | 'typing'
    | 'native_reply'
  >
  signals: Array<'typing' | 'seen'>
  /** When one may write. Absent: always. */
  window?: MessagingWindow
}

export type AttachmentKind = 'image' | 'video' | 'audio' | 'file'

/** A messaging window counted from the customer's last message. */
export interface MessagingWindow {
  hours: number
  /** After `hours`, a person (never a rule) may still write until `hours`, marked with `tag`. */
  human?: { hours: number; tag: string }
  /** The rule in the words of the vendor, for the reader of a refusal. */
  reason: string
}

export interface FormField {
  name: string
  label: string
  kind: 'text' | 'secret' | 'url' | 'lines' | 'switch'
  required: boolean
  hint?: string
}

export interface ConnectedAccount {
  /** The vendor's id of the account; unique over the installation per connector. */
  externalId: string
  name: string
  /** Sealed before it is stored. */
  credentials: Record<string, string>
  /** Stored readable; never secrets. */
  settings: Record<string, unknown>
  /** When the token dies, where the vendor tells: it is refreshed at half life and checked before a slot. */
  tokenExpiresAt?: Date
}

export interface WebhookReader {
  /** 'app': one URL for all channels (`/webhooks/<id>`). 'channel': `/webhooks/<id>/<channel id>`. */
  route: 'app' | 'channel'
  /** Answers a subscription handshake (GET). undefined: refused. */
  challenge?(io: ConnectorIo, query: URLSearchParams): string | undefined
  /** Over the raw bytes. `credentials` only on the channel route. */
  verify(
    io: ConnectorIo & { credentials?: Record<string, string> },
    request: { headers: Headers; body: Uint8Array },
  ): boolean
  /** The vendor's own key of the delivery, where it has one; else the body's hash is used. */
  key?(headers: Headers, body: Uint8Array): string | undefined
}

export interface PollResult {
  bodies: Array<{ key: string; body: Uint8Array }>
  cursor: string | undefined
}

export interface OutboundMessage {
  /** Our message id; sent along where the vendor echoes metadata. */
  id: string
  /** The person's id at the vendor. */
  to: string
  text?: string
  attachment?: {
    kind: AttachmentKind
    name: string
    mime: string
    size: number
    bytes(): Promise<Uint8Array>
    /** An expiring signed link; only for connectors with `attachmentsByUrl`. */
    url?: string
  }
  /** The vendor's id of the message that this one quotes. */
  quote?: string
  /** `window.human.tag` when the message goes out in the human window. */
  tag?: string
}

export interface SendResult {
  /** The vendor's id of the message. */
  providerId: string
}

export interface HealthCheck {
  name: string
  ok: boolean
  /** What is wrong and what to do; or what was seen. */
  detail: string
}

/** Why a vendor did not do what we asked. One vocabulary for all connectors. */
export const failureKinds = [
  'auth_expired',
  'permission',
  'rate_limited',
  'quota_used',
  'window_closed',
  'recipient_gone',
  'rejected',
  'duplicate',
  'not_found',
  'bad_response',
  'unavailable',
  'outcome_unknown',
] as const
export type FailureKind = (typeof failureKinds)[number]

/** done: it is there. not_sent: surely not done, may be tried again. rejected: never will be. unknown: ask. */
export type AttemptOutcome = 'done' | 'not_sent' | 'rejected' | 'unknown'

/** What a failure of a mutating call says about the outside world. */
export const outcomeOfFailure: Record<FailureKind, Exclude<AttemptOutcome, 'done'> | 'done'> = {
  auth_expired: 'not_sent',
  permission: 'rejected',
  rate_limited: 'not_sent',
  quota_used: 'not_sent',
  window_closed: 'rejected',
  recipient_gone: 'rejected',
  rejected: 'rejected',
  duplicate: 'done',
  not_found: 'rejected',
  bad_response: 'unknown',
  unavailable: 'not_sent',
  outcome_unknown: 'unknown',
}

export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: FailureKind
  /** For rate_limited and quota_used: not before. */
  readonly retryAt: Date | undefined
  /** The vendor's own code, e.g. `190/463`, for the attempt row. */
  readonly vendorCode: string | undefined

  constructor(
    kind: FailureKind,
    message: string,
    options?: { retryAt?: Date; vendorCode?: string; cause?: unknown },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.retryAt = options?.retryAt
    this.vendorCode = options?.vendorCode
  }
}

export const defineConnector = (connector: Connector): Connector => connector
