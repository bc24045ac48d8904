import type { Temporal } from 'temporal-polyfill'

/** What words may refer to. Only what the speaker may see; conversations and posts that are recent or open. */
export interface World {
  now: Temporal.ZonedDateTime
  accounts: readonly Account[]
  members: readonly { id: string; name: string; role?: string | undefined }[]
  speakerId: string
  posts: readonly KnownPost[]
  conversations: readonly KnownConversation[]
  labels: readonly { id: string; on: 'posts' | 'conversations' }[]
  campaigns: readonly { id: string; name: string; from: string; to: string }[]
  /** Figures that the organisation made by formula. */
  metrics?: readonly { id: string; name: string }[]
}

export interface Account {
  id: string
  platform: string
  name: string
  handle: string
  publishes: boolean
}

export interface KnownPost {
  id: string
  title: string
  state: string
  accounts: readonly string[]
  at?: string | undefined
}

export interface KnownConversation {
  id: string
  contact: string
  account: string
  state: string
  assignee: string | null
  labels: readonly string[]
}

export interface Said {
  text: string
  /** The card or thread in which it was typed: what 'this' means. */
  in?: { post?: string | undefined; conversation?: string | undefined } | undefined
  /** What the message before in the same thread meant. */
  context?: Meaning | undefined
}

export type Args = Record<string, unknown>

export const commands = [
  'draft',
  'schedule',
  'reschedule',
  'approve',
  'reject',
  'request_changes',
  'queue',
  'inbox.list',
  'inbox.reply',
  'inbox.note',
  'inbox.assign',
  'inbox.snooze',
  'inbox.resolve',
  'ask',
  'forecast',
  'funnel',
  'cohorts',
  'metrics',
  'metric.define',
  'report.schedule',
  'alert.create',
  'help',
  'status',
] as const
export type CommandName = (typeof commands)[number]

export type Refusal =
  | 'unknown_metric'
  | 'unknown_account'
  | 'unknown_campaign'
  | 'unknown_member'
  | 'unknown_post'
  | 'prediction'
  | 'secret'
  | 'not_a_command'

export type Question = 'at' | 'text' | 'platforms' | 'post' | 'conversation' | 'member'

export type Meaning =
  | { kind: 'command'; command: CommandName; args: Args }
  | { kind: 'refuse'; reason: Refusal }
  | {
      kind: 'clarify'
      field: Question
      options?: { id: string; label: string }[]
      command?: CommandName
      /** What has been understood so far. */
      args?: Args
    }

export const act = (command: CommandName, args: Args): Meaning => ({
  kind: 'command',
  command,
  args: present(args),
})

export const refuse = (reason: Refusal): Meaning => ({ kind: 'refuse', reason })

export const clarify = (
  field: Question,
  known: { options?: { id: string; label: string }[]; command?: CommandName; args?: Args } = {},
): Meaning => ({ kind: 'clarify', field, ...known, ...(known.args ? { args: present(known.args) } : {}) })

/** Without what was not said. */
export const present = (args: Args): Args =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined))
