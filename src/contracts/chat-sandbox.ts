import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '#kernel/clock.ts'

/**
 * A local server that speaks one chat vendor's protocol well enough that the vendor's own SDK works against
 * it unchanged: methods, signatures, sockets, limits. It enforces the vendor's payload limits (a message that
 * the vendor would reject is rejected) and keeps what was posted. Served on the sandbox listener under
 * `/bots/<surface>`.
 */
export type MakeChatSandbox = (options: ChatSandboxOptions) => ChatSandbox

export interface ChatSandboxOptions {
  /** Where it is served, e.g. `http://127.0.0.1:4100/bots/slack`. */
  url: string
  /** Random per installation; tokens and secrets are derived from it, so that they survive a restart. */
  secret: string
  /** Where our surface receives, e.g. `http://127.0.0.1:3000/bots/slack/sandbox`. */
  appUrl: string
  clock: Clock
}

export interface ChatSandbox {
  fetch(request: Request): Promise<Response> | Response
  /** A WebSocket handshake under its path. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The surface's env while it talks to this sandbox. */
  env: Record<string, string>
  /** A workspace with people and channels. The same handle gives the same one. */
  workspace(handle: string): ChatSandboxWorkspace
  /** A person acts in the app; resolves when the app has our acknowledgement. */
  act(action: ChatSandboxAction): Promise<ChatSandboxResult>
  /** Messages of a channel as that user sees them, oldest first (threads included). */
  messages(workspace: string, channel: string, user: string): ChatSandboxMessage[]
  /** The form that stands open before this user. */
  form(workspace: string, user: string): ChatSandboxForm | undefined
  /** The next matching calls of ours fail like this. */
  fault(fault: ChatSandboxFault): void
  /** Calls received, by method, e.g. `chat.postMessage`; and payloads rejected as malformed or too large. */
  calls(): { method: string; at: number; ok: boolean; error?: string }[]
  close?(): Promise<void>
}

export interface ChatSandboxWorkspace {
  externalId: string
  name: string
  credentials: Record<string, string>
  /** `email` as verified by that app. */
  people: Array<{ id: string; name: string; email?: string }>
  channels: Array<{ id: string; name: string }>
  /** Direct message channel of a person with the bot. */
  direct(user: string): string
}

export type ChatSandboxAction = { workspace: string; user: string; channel: string } &
  /** A message: with `mention` to the bot; in a direct channel always to the bot. */
  (
    | { kind: 'write'; text: string; mention?: boolean; thread?: string; photo?: boolean }
    /** The slash command with its text, e.g. `approve 12`; where options are typed by name, the text is split. */
    | { kind: 'slash'; text: string }
    | { kind: 'press'; message: string; button: string }
    | { kind: 'submit'; values: Record<string, string> }
    /** Opens the bot with a one-time token (deep link, invite). */
    | { kind: 'start'; token: string }
  )

export interface ChatSandboxResult {
  /** Id of the message made, where one was. */
  id?: string
  acknowledgedMs: number
  /** What the app itself shows when we answered wrongly or late. */
  error?: string
  choices?: string[]
}

/** A message as that app draws it, read back from the vendor's own payload. */
export interface ChatSandboxMessage {
  id: string
  at: string
  from: { name: string; bot: boolean }
  thread?: string
  /** Only this user sees it. */
  onlyYou: boolean
  edited: boolean
  accent?: string
  blocks: ChatSandboxBlock[]
}

export type ChatSandboxBlock =
  | { kind: 'text'; text: string; style: 'normal' | 'heading' | 'quiet' | 'quote' | 'code' }
  | { kind: 'fields'; fields: Array<{ label: string; value: string }> }
  | { kind: 'table'; columns: string[]; rows: string[][] }
  | { kind: 'image'; url: string; alt: string }
  | { kind: 'file'; url: string; name: string }
  | {
      kind: 'buttons'
      buttons: Array<{ label: string; id?: string; url?: string; style?: 'primary' | 'danger' }>
    }

export interface ChatSandboxForm {
  title: string
  submit: string
  fields: Array<{
    name: string
    label: string
    multiline: boolean
    required: boolean
    value?: string
    options?: Array<{ value: string; label: string }>
  }>
  error?: string
}

export type ChatSandboxFault = { times: number; method?: string } & (
  | { kind: 'delay'; ms: number }
  | { kind: 'drop_answer' }
  | { kind: 'rate_limit'; retryAfterSeconds: number }
  | { kind: 'server_error' }
  | { kind: 'revoked' }
  /** The next deliveries to us: repeated, or the socket is cut. */
  | { kind: 'repeat' }
  | { kind: 'disconnect' }
)
