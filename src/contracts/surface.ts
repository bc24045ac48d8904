import type { App } from '#kernel/app.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Logger } from '#kernel/log.ts'
import type { MakeChatSandbox } from './chat-sandbox.ts'
import type { OAuthFlow } from './oauth.ts'
import type { Reply, ReplyField, ReplyPart } from './reply.ts'

/**
 * A chat surface is one folder under `bots/`: everything the product knows of one chat where the team
 * works. It verifies and reads what people do (`ChatInput`), draws neutral replies within its limits, and
 * delivers them. What a person may do, and what it means, is decided in `bots/core`.
 */
export interface Surface {
  /** The folder's name; also its path, `/bots/<id>/…`. */
  id: string
  name: string
  /** One sentence for the connect screen. */
  summary: string
  /** Environment keys it reads, each with the sentence that documents it. */
  env: Record<string, string>
  /** Env keys that must all be set before an organisation can connect it (a sandbox sets them itself). */
  needs: readonly string[]
  /** Other sets of keys that do as well, e.g. one workspace's own token in place of an app's id and secret. */
  orNeeds?: ReadonlyArray<readonly string[]>
  /** Steps a person takes at the vendor, for the connect screen. */
  guide: string[]
  /**
   * How a workspace gets here. `oauth`: by `oauth`. `invite`: the bot is invited with a link (`inviteUrl`)
   * and says where it is. `deep_link`: a member opens the bot with a one-time payload.
   */
  connect: 'oauth' | 'invite' | 'deep_link'
  oauth?: OAuthFlow<ConnectedWorkspace>
  /**
   * For `invite` and `deep_link`: the address that a member opens; `token` is single use. `what`: the token
   * connects a workspace, or links the one person who opens it.
   */
  connectUrl?(io: SurfaceIo, token: string, what: 'workspace' | 'person'): Promise<string>
  /** A person's id is the same in every workspace, so that they are linked once (Discord, Telegram). */
  globalUsers?: boolean
  /** Has people outside direct messages (channels, groups) where cards may be posted. */
  channels: boolean
  /** Most letters beside a picture in one message, where they are fewer than without one. */
  captionLetters?: number
  /** A card may open a thread of its own (the inbox in chat). */
  threads: boolean

  /** Requests under `/bots/<id>/<path>`. Verifies on the raw bytes; answers within the vendor's time. */
  receive?(app: App, io: SurfaceIo, request: Request, path: string): Promise<Response>
  /** Sockets, gateways and polling, of the `bots` role, for real (`sandbox` false) or the sandbox. Ends with the signal. */
  run?(app: App, io: SurfaceIo, signal: AbortSignal): Promise<void>

  /** Posts a message. Throws ChatError. */
  post(io: WorkspaceIo, place: ChatPlace, view: ChatView): Promise<PostedMessage>
  /** Draws an own message anew. Throws ChatError `gone` when it is not there any more. */
  update(io: WorkspaceIo, message: PostedMessage, view: ChatView): Promise<void>
  /**
   * Answers an act where it was done, privately where `view.private` and the surface can. `handle` is the
   * input's own; it may be dead by now (ChatError `expired`), then the caller posts.
   */
  answer(io: WorkspaceIo, input: ChatInput, view: ChatView): Promise<PostedMessage | undefined>
  /**
   * Shows the asker what is being done for them where the vendor keeps a place for that (Discord's "thinking …"),
   * which `answer` then takes away. False, or left out: there is none for this act, and a message may be posted.
   */
  showWorking?(io: WorkspaceIo, input: ChatInput, view: ChatView): Promise<boolean>
  /** Where a direct message to this user goes. */
  directPlace(io: WorkspaceIo, userId: string): Promise<ChatPlace>
  /** Channels that the bot may post to, for the settings page. Bounded. */
  listChannels?(io: WorkspaceIo): Promise<Array<{ id: string; name: string }>>
  /** Bytes of a file that a person sent to the bot. */
  download?(
    io: WorkspaceIo,
    file: ChatFile,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; mime?: string; name?: string }>
  /** Whether token and permissions work. */
  health(io: WorkspaceIo): Promise<Array<{ name: string; ok: boolean; detail: string }>>

  sandbox?: MakeChatSandbox
}

export interface SurfaceIo {
  /** Values of the surface's env keys; the sandbox's where it is one. */
  env: Record<string, string | undefined>
  sandbox: boolean
  clock: Clock
  log: Logger
  /** Our public address; also where a sandbox reaches us. */
  publicUrl: string
}

export interface WorkspaceIo extends SurfaceIo {
  workspace: ConnectedWorkspace & { id: string; orgId: string }
  /** Reads a file of the organisation's media that a view names. */
  file(mediaId: string): Promise<{ bytes: Uint8Array; mime: string; name: string }>
}

export interface ConnectedWorkspace {
  /** The vendor's id: Slack team, Discord guild, Telegram bot. */
  externalId: string
  name: string
  /** Sealed before it is stored; may be empty where one token serves all (Discord, Telegram). */
  credentials: Record<string, string>
  settings: Record<string, unknown>
}

/** A channel, group or direct message, and a thread in it. */
export interface ChatPlace {
  channel: string
  thread?: string
}

export interface PostedMessage extends ChatPlace {
  message: string
}

/** Something a person did on a surface, verified and read. Plain JSON: it is stored before it is acknowledged. */
export interface ChatInput {
  /** Same act, same key: a repeat is known by it. */
  key: string
  surface: string
  sandbox: boolean
  /** The vendor's id of the workspace; none in a direct message that belongs to no one workspace. */
  workspace?: string
  /** `email` only where the vendor says that it is verified. */
  user: { id: string; name: string; email?: string }
  place: ChatPlace & { direct: boolean }
  at: string
  act: ChatAct
  /** What `answer` needs to answer this very act (response URL, interaction token…). Opaque to the core. */
  handle: Record<string, string>
}

export type ChatAct =
  /** Typed to the bot: a slash command's text, a mention (removed) or a direct message. `reply`: what it answers. */
  | { kind: 'line'; text: string; files?: ChatFile[]; reply?: PostedMessage }
  /** A command whose arguments the surface collected by name (Discord's options). */
  | { kind: 'command'; name: string; args: Record<string, string> }
  /** A button of ours; `button` is the opaque id that the view carried. */
  | { kind: 'press'; button: string; message: PostedMessage }
  /** A form of ours was sent; `form` is the opaque id of the button that opened it. */
  | { kind: 'submit'; form: string; values: Record<string, string>; message?: PostedMessage }
  /** Typed by a person in a thread that the bot opened (not to the bot). */
  | { kind: 'thread_message'; text: string; files?: ChatFile[]; message: PostedMessage }
  /** The bot was opened or invited with a connect or link token. */
  | { kind: 'start'; token: string; chatName?: string }
  /** The bot was removed, or its token revoked. */
  | { kind: 'removed' }

export interface ChatFile {
  /** What `download` needs. */
  ref: string
  name: string
  mime?: string
  size?: number
}

/** A reply ready to draw: commands of buttons have become opaque ids, paths have become addresses. */
export interface ChatView {
  parts: ChatPart[]
  private: boolean
  tone: Reply['tone']
}

export type ChatPart =
  | Exclude<ReplyPart, { kind: 'buttons' } | { kind: 'form' } | { kind: 'chart' }>
  | { kind: 'buttons'; buttons: ChatButton[] }

export type ChatButton =
  /** `asks`: a form opens first. Its id is at most 32 characters of [A-Za-z0-9_-]. */
  { label: string; style?: 'primary' | 'danger'; id: string; asks: boolean } | { label: string; url: string }

/** A form that a button opens. */
export interface ChatForm {
  /** Sent back as `submit.form`. */
  id: string
  title: string
  submit: string
  fields: ReplyField[]
}

/** Why a chat vendor did not do what we asked. */
export const chatFailures = [
  'rate_limited',
  'unavailable',
  'outcome_unknown',
  'auth_expired',
  'permission',
  'gone',
  'expired',
  'rejected',
] as const
export type ChatFailure = (typeof chatFailures)[number]

export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly kind: ChatFailure
  readonly retryAt: Date | undefined

  constructor(kind: ChatFailure, message: string, options?: { retryAt?: Date; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.retryAt = options?.retryAt
  }
}

/** Keys that are not set yet; none when all of `needs`, or of one of its alternatives, are there. */
export function missingKeys(
  surface: Pick<Surface, 'needs' | 'orNeeds'>,
  env: Record<string, string | undefined>,
): string[] {
  const missingOf = (keys: readonly string[]) => keys.filter((key) => !env[key])
  const instead = surface.orNeeds?.some((keys) => missingOf(keys).length === 0)
  return instead ? [] : missingOf(surface.needs)
}

export const defineSurface = (surface: Surface): Surface => surface
