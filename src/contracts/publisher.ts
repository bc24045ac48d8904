import type { ChannelIo } from './connector.ts'

/**
 * How a connector publishes posts. The engine (`features/posts`) asks `plan` for the steps of a post and runs
 * them one by one; it commits an attempt row before each and keeps what each step gave (`handles`), so that a
 * restart goes on and never repeats. The connector never retries, waits or sleeps by itself.
 */
export interface Publisher {
  /** The platform's own name for filters and words: `instagram`, `facebook`, `x`… */
  platform: string
  /** What kinds of post it can make of a version, in words for the composer, e.g. `reel` → "Reel". */
  formats: PostFormat[]
  limits: PostLimits
  /** Extra options of a version, drawn as data (e.g. X: who may reply). */
  options?: PublishOption[]
  /** Pure and quick: what this platform says of the content. Shown in the composer, on cards and before publishing. */
  check(content: PostContent): PostCheck[]
  /** How the platform counts text, e.g. X counts a link as 23. */
  countText(text: string): number
  /** Pure: the steps of this content, in order; each name is unique. Depends on nothing but the content. */
  plan(content: PostContent): PublishStep[]
  /** Makes the one vendor call of this step. Throws ConnectorError; anything else counts as `outcome_unknown`. */
  run(io: ChannelIo, work: PublishWork): Promise<StepResult>
  /** After an unknown outcome of a `public` step: what can be seen at the vendor. Absence from a list is no evidence. */
  reconcile?(io: ChannelIo, work: PublishWork & { since: Date }): Promise<Evidence>
  /** What is left of the vendor's own quota, where it tells. */
  quota?(io: ChannelIo): Promise<{ used: number; max: number; resetsAt?: Date }>
  /** What publishing this costs at the vendor, where a call is paid: shown before it is made. */
  cost?(content: PostContent): { amount: number; currency: string; per: string } | undefined
  /** Published posts in a row at most so often per channel. */
  rate: { points: number; perMs: number }
}

export interface PostFormat {
  id: 'text' | 'link' | 'image' | 'carousel' | 'video' | 'reel' | 'story' | 'thread'
  label: string
}
export type PostFormatId = PostFormat['id']

/** Dated, from the vendor's documentation; overridable by `parley` settings, never by code elsewhere. */
export interface PostLimits {
  asOf: string
  textMax: number
  hashtagsMax?: number
  mentionsMax?: number
  media: { min: number; max: number }
  image?: {
    mimes: string[]
    maxBytes: number
    minWidth?: number
    /** Wider ones are made smaller before approval, so that what is approved is what is shown. */
    maxWidth?: number
    aspect?: { min: number; max: number }
  }
  video?: {
    mimes: string[]
    maxBytes: number
    minSeconds?: number
    maxSeconds?: number
    aspect?: { min: number; max: number }
  }
  altMax?: number
  postsPerDay?: number
}

/** A version as the platform will get it: everything in it is part of what was approved. */
export interface PostContent {
  format: PostFormatId
  text: string
  /** Further parts of a thread, after `text`. */
  thread: string[]
  link?: string
  firstComment?: string
  media: PostMedia[]
  options: Record<string, string>
}

export interface PostMedia {
  /** Of the rendition: its bytes never change. */
  mediaId: string
  /** sha256 of the rendition's bytes, hex. */
  hash: string
  kind: 'image' | 'video'
  mime: string
  bytes: number
  width?: number
  height?: number
  seconds?: number
  alt: string
  /** Which part of a thread it belongs to; 0 is the first. */
  part: number
}

export interface PostCheck {
  /** `stop`: it will be refused there. `warn`: it may look other than meant. */
  level: 'stop' | 'warn'
  /** Which part of the editor it is about. */
  field: 'text' | 'media' | 'link' | 'firstComment' | 'thread' | 'options' | 'format'
  /** What is wrong and what to do. */
  message: string
}

export interface PublishOption {
  name: string
  label: string
  choices: Array<{ value: string; label: string }>
  default: string
}

export interface PublishStep {
  name: string
  /** In words for the log and the card: "Upload photo 2". */
  label: string
  /**
   * `private`: nobody sees it, repeating is harmless (a container, an upload). `public`: readers see it;
   * it is never repeated unless it surely did not happen.
   */
  effect: 'private' | 'public'
}

export interface PublishWork {
  content: PostContent
  step: PublishStep
  /** What earlier steps gave, all together, e.g. `{ container: '178…' }`. */
  handles: Record<string, string>
  /** Opaque id of this target, for vendors that keep metadata. */
  targetId: string
  /** Bytes of a rendition; a range where `from` and `to` (exclusive) are given. */
  bytes: (media: PostMedia, from?: number, to?: number) => Promise<Uint8Array>
  /** A signed link to a rendition, for vendors that fetch. */
  url: (media: PostMedia) => string
}

export type StepResult =
  /** Handles to keep. `post`: the post is out; its id and address. */
  | { kind: 'done'; handles: Record<string, string>; post?: PublishedRef }
  /** The vendor is still at it: this step runs again not before. It counts as done nothing. */
  | { kind: 'not_ready'; againInMs: number; detail: string }

export interface PublishedRef {
  id: string
  url?: string
}

export type Evidence =
  | { kind: 'published'; post: PublishedRef; handles?: Record<string, string> }
  /** Proof (not absence) that it did not happen: the step may run again. */
  | { kind: 'not_published'; why: string }
  | { kind: 'no_evidence' }
