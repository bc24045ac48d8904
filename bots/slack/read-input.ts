import type { ChatFile, ChatInput, PostedMessage } from '#contracts/surface.ts'
import { readActionId } from './draw-buttons.ts'
import type { PressedAction } from './draw-buttons.ts'
import type { FormOrigin } from './form-view.ts'
import type { BlockActions, MessageEvent, MessageShortcut, SlackFile, SlashCommand } from './schema.ts'

/** A payload, read: all of a ChatInput that does not depend on who we are. */
export type ReadInput = Pick<ChatInput, 'key' | 'place' | 'act' | 'handle'> & {
  userId: string
  userName?: string
}

/** Slack escapes these three, writes `<@U1|ana>` for a mention and `<https://a.b|a.b>` for an address. */
export function plainText(text: string): string {
  return text
    .replaceAll(/<(?:https?:|mailto:)([^>|]*)(?:\|([^>]*))?>/g, (whole, rest: string, label?: string) =>
      whole.startsWith('<mailto:') ? (label ?? rest) : whole.slice(1).replace(/[|>].*$/, ''),
    )
    .replaceAll(/<[#@!](?:[^>|]*)\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

const filesOf = (files: SlackFile[] | undefined): ChatFile[] =>
  (files ?? []).map((file) => ({
    ref: file.id,
    name: file.name ?? file.title ?? file.id,
    ...(file.mimetype ? { mime: file.mimetype } : {}),
    ...(file.size ? { size: file.size } : {}),
  }))

const spokenSubtypes = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/**
 * What somebody wrote. A mention comes twice, as `app_mention` and as the channel's message: both are read to
 * the same act under the same key. What is neither to the bot nor in a thread of the bot's is not for us.
 */
export function readMessage(event: MessageEvent, botUserId: string): ReadInput | undefined {
  const { user, channel, ts } = event
  if (!user || user === botUserId || event.bot_id || !spokenSubtypes.has(event.subtype)) return undefined
  const typed = event.text ?? ''
  const mention = `<@${botUserId}>`
  const direct = event.channel_type === 'im' || channel.startsWith('D')
  const toBot = direct || event.type === 'app_mention' || typed.includes(mention)
  const root = event.thread_ts !== undefined && event.thread_ts !== ts ? event.thread_ts : undefined
  const thread = root === undefined ? {} : { thread: root }
  const text = plainText(typed.replaceAll(mention, ' ')).trim()
  const files = filesOf(event.files)
  const said = { text, ...(files.length > 0 ? { files } : {}) }
  const common = {
    key: `m:${channel}:${ts}`,
    userId: user,
    place: { channel, ...thread, direct },
    handle: direct ? {} : { thread: root ?? ts },
  }
  const parent: PostedMessage | undefined = root === undefined ? undefined : { channel, message: root }
  if (toBot) return { ...common, act: { kind: 'line', ...said, ...(parent ? { reply: parent } : {}) } }
  if (!parent || (event.parent_user_id !== undefined && event.parent_user_id !== botUserId)) return undefined
  return { ...common, act: { kind: 'thread_message', ...said, message: parent } }
}

export function readCommand(body: SlashCommand): ReadInput {
  return {
    key: `c:${body.trigger_id}`,
    userId: body.user_id,
    ...(body.user_name ? { userName: body.user_name } : {}),
    place: { channel: body.channel_id, direct: body.channel_name === 'directmessage' },
    act: { kind: 'line', text: plainText(body.text ?? '').trim() },
    handle: { slash: '1', ...(body.response_url ? { responseUrl: body.response_url } : {}) },
  }
}

/** What of ours was pressed; undefined for a link, which only opened a page. */
export function pressedAction(body: BlockActions): PressedAction | undefined {
  const [action] = body.actions
  return action && readActionId(action.selected_option?.value ?? action.action_id)
}

const homeOf = (userId: string) => ({ channel: userId, direct: true })

/** Where the act was done, as a form that it opens must know it. */
export function originOf(body: BlockActions): Omit<FormOrigin, 'form'> {
  const { container } = body
  const channel = container.channel_id ?? body.channel?.id
  const responseUrl = body.response_url ? { responseUrl: body.response_url } : {}
  if (channel === undefined) {
    return {
      channel: body.user.id,
      direct: true,
      ...(container.view_id ? { message: container.view_id } : {}),
    }
  }
  return {
    channel,
    direct: channel.startsWith('D'),
    ...(container.message_ts ? { message: container.message_ts } : {}),
    ...(container.thread_ts ? { thread: container.thread_ts } : {}),
    ...responseUrl,
  }
}

function placed(origin: Omit<FormOrigin, 'form'>, userId: string) {
  const { channel, message, thread, responseUrl, direct } = origin
  const inThread = thread === undefined ? {} : { thread }
  const underCard = thread ?? message
  return {
    place: channel === undefined ? homeOf(userId) : { channel, ...inThread, direct: direct === true },
    message: message === undefined ? undefined : { channel: channel ?? userId, ...inThread, message },
    handle: {
      ...(responseUrl === undefined ? {} : { responseUrl }),
      ...(direct === true || underCard === undefined ? {} : { thread: underCard }),
    },
  }
}

export function readPress(body: BlockActions, pressed: PressedAction): ReadInput | undefined {
  const origin = originOf(body)
  const { place, message, handle } = placed(origin, body.user.id)
  if (!message) return undefined
  const at = body.actions[0]?.action_ts ?? body.trigger_id ?? ''
  return {
    key: `p:${message.message}:${body.user.id}:${pressed.id}:${at}`,
    userId: body.user.id,
    ...nameOf(body.user),
    place,
    act: { kind: 'press', button: pressed.id, message },
    handle,
  }
}

const nameOf = (user: { name?: string | undefined; username?: string | undefined }) => {
  const userName = user.name ?? user.username
  return userName === undefined ? {} : { userName }
}

/** A view is sent once; what was refused for a missing field was never stored. */
export function readSubmit(
  body: { user: BlockActions['user']; view: { id: string } },
  origin: FormOrigin,
  values: Record<string, string>,
): ReadInput {
  const { place, message, handle } = placed(origin, body.user.id)
  return {
    key: `v:${body.view.id}`,
    userId: body.user.id,
    ...nameOf(body.user),
    place,
    act: { kind: 'submit', form: origin.form, values, ...(message ? { message } : {}) },
    handle,
  }
}

export function readShortcut(body: MessageShortcut): ReadInput | undefined {
  const { channel, message } = body
  const thread = message.thread_ts === undefined ? {} : { thread: message.thread_ts }
  const common = {
    key: `s:${body.trigger_id}`,
    userId: body.user.id,
    ...nameOf(body.user),
    place: { channel: channel.id, ...thread, direct: channel.name === 'directmessage' },
    handle: { slash: '1', ...(body.response_url ? { responseUrl: body.response_url } : {}) },
  }
  const reply = { channel: channel.id, ...thread, message: message.ts }
  if (body.callback_id === 'draft_from_message') {
    const files = filesOf(message.files)
    const text = `draft ${plainText(message.text ?? '')}`.trim()
    return { ...common, act: { kind: 'line', text, reply, ...(files.length > 0 ? { files } : {}) } }
  }
  if (body.callback_id !== 'approve_message') return undefined
  return { ...common, act: { kind: 'line', text: 'approve', reply } }
}

/** The App Home was opened: drawn by a command, as everything is. */
export function readHome(event: { user: string; event_ts?: string | undefined }, command: string): ReadInput {
  return {
    key: `h:${event.user}:${event.event_ts ?? ''}`,
    userId: event.user,
    place: homeOf(event.user),
    act: { kind: 'command', name: command, args: {} },
    handle: { home: '1' },
  }
}

/** The app was taken out of the workspace; events of both kinds may come, in any order. */
export const readRemoved = (teamId: string, eventId: string): ReadInput => ({
  key: `r:${teamId}:${eventId}`,
  userId: '',
  place: { channel: '', direct: false },
  act: { kind: 'removed' },
  handle: {},
})
