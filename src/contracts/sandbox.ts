import type { Clock } from '#kernel/clock.ts'

/**
 * A local server that speaks one vendor's protocol: paths, auth, status codes, limits, webhooks back. It
 * keeps what it received, and fails on request. It is served on a loopback listener of its own under
 * `/<connector>`, never by the public server.
 */
export type MakeSandbox = (options: SandboxOptions) => Sandbox

export interface SandboxOptions {
  /** Where this sandbox is served, e.g. `http://127.0.0.1:4100/telegram`. */
  url: string
  /** Random per installation; tokens and app secrets are derived from it, so that they survive a restart. */
  secret: string
  /** Where webhooks of the app route go, e.g. `http://127.0.0.1:3000/webhooks/instagram/sandbox`. */
  webhookUrl: string
  clock: Clock
}

export interface Sandbox {
  /** Serves the vendor's API. The path is relative to `url`. */
  fetch(request: Request): Promise<Response> | Response
  /** The connector's env while it talks to this sandbox: base URL, app secret, verify token. */
  env: Record<string, string>
  /** A new account at the vendor: the values for the connect form. The same handle gives the same account. */
  account(handle: string): { externalId: string; form: Record<string, string> }
  /** The customer acts; the vendor tells us as it would. Resolves when the vendor has our answer. */
  act(action: SandboxAction): Promise<SandboxActResult>
  /** What the vendor received from us for this account and person, oldest first; and what the customer did. */
  transcript(account: string, person: string): SandboxEntry[]
  /** The next matching calls fail like this. */
  fault(fault: SandboxFault): void
  /** Counts of calls that had an effect, by our text: proves "never twice". */
  creates(account: string): Array<{ to: string; text: string; times: number }>
  /** Where it publishes: posts that are out on this account, newest first. A post made twice stands there twice. */
  posts?: (account: string) => SandboxPost[]
  /**
   * Sets what the vendor counts, by its own names: of a post, of the account on a day, or (neither given) of the
   * account as it is now. What nobody set is made up from the ids and the clock: the same each time, and growing.
   */
  count?: (account: string, figures: Record<string, number>, of?: { post?: string; day?: string }) => void
  close?(): Promise<void>
}

export type SandboxAction = { account: string; person: SandboxPerson } & (
  | { kind: 'write'; text: string; quote?: string; id?: string; at?: Date }
  | { kind: 'photo'; text?: string }
  | { kind: 'story_mention' }
  | { kind: 'story_reply'; text: string }
  | { kind: 'reaction'; messageId: string; emoji?: string }
  | { kind: 'unsend'; messageId: string }
  | { kind: 'edit'; messageId: string; text: string }
  | { kind: 'postback'; title: string; payload: string }
  | { kind: 'read' }
  | { kind: 'typing' }
  /** Our own account answers from the vendor's app: comes back as an echo. */
  | { kind: 'native_reply'; text: string }
)

export interface SandboxPerson {
  id: string
  name: string
  username?: string
}

export interface SandboxActResult {
  /** The vendor's id of what was made. */
  id: string
  /** HTTP status of our answer to the webhook; undefined where the vendor waits for a poll. */
  status?: number
}

export interface SandboxEntry {
  id: string
  at: string
  from: 'customer' | 'us'
  kind: string
  text?: string
  /** What the customer sees of it now. */
  state?: 'delivered' | 'read' | 'removed'
  attachments?: Array<{ kind: string; name?: string; url?: string }>
  reactions?: string[]
  tag?: string
}

export interface SandboxPost {
  id: string
  at: string
  /** When the first byte of the request that made it public came. */
  receivedAt: number
  format: string
  text: string
  url: string
  media: Array<{ kind: 'image' | 'video'; url?: string; alt?: string }>
  comments: string[]
  /** Part of a thread: the post it continues. */
  after?: string
}

export type SandboxFault = { times: number; account?: string } & (
  | { kind: 'delay'; ms: number }
  /** Does the work and closes the connection without an answer. */
  | { kind: 'drop_answer' }
  | { kind: 'rate_limit'; retryAfterSeconds: number }
  | { kind: 'server_error' }
  | { kind: 'html_page' }
  | { kind: 'expire_token' }
  | { kind: 'block_recipient' }
  /** Webhooks: each goes out so many times / the next two swap places / the echo is held back. */
  | { kind: 'repeat_webhook' }
  | { kind: 'swap_webhooks' }
  | { kind: 'hold_echo' }
  /** Publishing: media is never ready / the next calls whose path or step matches fail as `then` says. */
  | { kind: 'never_ready' }
  /** Figures: this metric of the vendor (its own name) is refused. */
  | { kind: 'refuse_metric'; raw: string }
  | { kind: 'on_call'; match: string; then: 'drop_answer' | 'server_error' | 'rate_limit' | 'expire_token' }
)

/** What a sandbox's `fetch` returns to close the connection without an answer; its listener knows the status. */
export const droppedStatus = 599
export const dropConnection = (): Response => new Response(null, { status: droppedStatus })
