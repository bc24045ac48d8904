import type { ChatAct, ChatFile, ChatInput, PostedMessage } from '#contracts/surface.ts'
import { readCallbackData } from './keyboard.ts'
import { channelOf } from './place.ts'
import type { TelegramPress, TelegramTextMessage, TelegramUpdate, TelegramUser } from './schema.ts'

export interface BotSelf {
  id: string
  username: string
}

export interface ReadContext {
  bot: BotSelf
  sandbox: boolean
  /** Names of the commands that there are; Telegram writes a dash as an underscore. */
  commands: ReadonlySet<string>
  now: Date
}

/** What an update means, before anybody knows whose it is. */
export type ReadUpdate =
  /** `command`: typed with a slash. `reply`: the message of ours that it answers. */
  | { kind: 'input'; input: ChatInput; album?: string; command?: string; reply?: string }
  | { kind: 'press'; input: ChatInput; callback: string; asks: boolean }
  /** Typed in a chat where a form may be open: `/cancel` and `/skip` mean that form. */
  | { kind: 'moved'; from: string; to: string }
  /** A button that is not ours, or whose message is too old to be known: it only stops turning. */
  | { kind: 'spinner'; callback: string }
  | { kind: 'ignored' }

/** Payload of a deep link that only opens the bot. */
export const plainStart = 'hello'

const gone = new Set(['kicked', 'left'])

export function readUpdate(update: TelegramUpdate, context: ReadContext): ReadUpdate {
  if (update.callback_query) return readPress(update, update.callback_query, context)
  if (update.my_chat_member) return readMembership(update, context)
  if (update.message) return readMessage(update, update.message, context)
  return { kind: 'ignored' }
}

function readPress(update: TelegramUpdate, press: TelegramPress, context: ReadContext): ReadUpdate {
  const read = readCallbackData(press.data ?? '')
  if (!read || !press.message) return { kind: 'spinner', callback: press.id }
  const { message } = press
  const channel = channelOf(message.chat.id, topicOf(message))
  const pressed: PostedMessage = { channel, message: String(message.message_id) }
  const input = makeInput(update, context, {
    user: press.from,
    chat: message.chat,
    channel,
    at: undefined,
    act: { kind: 'press', button: read.id, message: pressed },
    handle: { callback: press.id, message: pressed.message },
  })
  return { kind: 'press', input, callback: press.id, asks: read.asks }
}

function readMembership(update: TelegramUpdate, context: ReadContext): ReadUpdate {
  const change = update.my_chat_member
  if (!change || !gone.has(change.new_chat_member.status) || !isGroup(change.chat.type))
    return { kind: 'ignored' }
  const input = makeInput(update, context, {
    user: change.from,
    chat: change.chat,
    channel: change.chat.id,
    at: change.date,
    act: { kind: 'removed' },
    handle: {},
  })
  return { kind: 'input', input }
}

const isGroup = (type: string): boolean => type === 'group' || type === 'supergroup'

const topicOf = (message: {
  is_topic_message?: boolean | undefined
  message_thread_id?: number | undefined
}): number | undefined => (message.is_topic_message ? message.message_thread_id : undefined)

function readMessage(update: TelegramUpdate, message: TelegramTextMessage, context: ReadContext): ReadUpdate {
  const { chat, from } = message
  if (message.migrate_to_chat_id !== undefined)
    return { kind: 'moved', from: chat.id, to: message.migrate_to_chat_id }
  // Channels, other bots, and admins who hide who they are: nobody of the team can be told by it.
  if (!from || from.is_bot || (chat.type !== 'private' && !isGroup(chat.type))) return { kind: 'ignored' }
  const channel = channelOf(chat.id, topicOf(message))
  const files = filesOf(message)
  const answered = answeredBy(message, channel, context.bot)
  const command = readCommand(message.text ?? message.caption ?? '', context)
  const act = readText(message, command, context, files, answered)
  if (!act) return { kind: 'ignored' }
  const input = makeInput(update, context, {
    user: from,
    chat,
    channel,
    at: message.date,
    act,
    handle: { message: String(message.message_id) },
  })
  return {
    kind: 'input',
    input,
    ...(message.media_group_id === undefined ? {} : { album: message.media_group_id }),
    ...(answered ? { reply: answered.message } : {}),
    ...(typeof command === 'object' ? { command: command.name } : {}),
  }
}

/** undefined: said among the people of a group, not to the bot. */
function readText(
  message: TelegramTextMessage,
  command: ReturnType<typeof readCommand>,
  context: ReadContext,
  files: ChatFile[],
  answered: PostedMessage | undefined,
): ChatAct | undefined {
  const said = message.text ?? message.caption ?? ''
  const line = (text: string): ChatAct => ({
    kind: 'line',
    text,
    ...(files.length > 0 ? { files } : {}),
    ...(answered ? { reply: answered } : {}),
  })
  if (command === 'of another bot') return undefined
  if (command?.name === 'start') return startAct(command.rest, message.chat.title) ?? line('help')
  if (command) return line(`${command.name} ${command.rest}`.trim())
  const direct = message.chat.type === 'private'
  const [text, mentioned] = withoutMention(said, context.bot)
  if (!direct && !mentioned && !answered) return undefined
  return text.trim() === '' && files.length === 0 && !mentioned ? undefined : line(text.trim())
}

function startAct(token: string, chatName: string | undefined): ChatAct | undefined {
  if (!/^[\w-]{1,64}$/.test(token) || token === plainStart) return undefined
  return { kind: 'start', token, ...(chatName === undefined ? {} : { chatName }) }
}

function readCommand(
  text: string,
  { bot, commands }: ReadContext,
): { name: string; rest: string } | 'of another bot' | undefined {
  const [, typed, of, rest = ''] = /^\/(\w{1,64})(?:@(\w+))?(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? []
  if (typed === undefined) return undefined
  if (of !== undefined && of.toLowerCase() !== bot.username.toLowerCase()) return 'of another bot'
  const name = typed.toLowerCase()
  const dashed = name.replaceAll('_', '-')
  return { name: commands.has(dashed) ? dashed : name, rest: rest.trim() }
}

/** Usernames are ASCII letters, digits and underscores. */
function withoutMention(text: string, bot: BotSelf): [text: string, mentioned: boolean] {
  const mention = new RegExp(`(^|[^\\w@])@${bot.username}(?!\\w)[,:]?\\s*`, 'gi')
  const without = text.replace(mention, '$1')
  return [without, without !== text]
}

/** The message of ours that it answers. What stands in a topic "answers" the topic's first message. */
function answeredBy(
  { reply_to_message: answered }: TelegramTextMessage,
  channel: string,
  bot: BotSelf,
): PostedMessage | undefined {
  if (!answered || answered.from?.id !== bot.id || answered.forum_topic_created !== undefined)
    return undefined
  return { channel, message: String(answered.message_id) }
}

function filesOf(message: TelegramTextMessage): ChatFile[] {
  const photo = message.photo?.at(-1)
  const named = (
    file: { file_id: string; file_size?: number | undefined },
    name: string,
    mime?: string,
  ): ChatFile => ({
    ref: file.file_id,
    name,
    ...(mime === undefined ? {} : { mime }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
  })
  const number = message.message_id
  if (photo) return [named(photo, `photo-${number}.jpg`, 'image/jpeg')]
  const kinds = ['video', 'animation', 'video_note', 'audio', 'voice', 'document'] as const
  for (const kind of kinds) {
    const file = message[kind]
    if (file) return [named(file, file.file_name ?? `${kind.replace('_', '-')}-${number}`, file.mime_type)]
  }
  return []
}

function makeInput(
  update: TelegramUpdate,
  { bot, sandbox, now }: ReadContext,
  facts: {
    user: TelegramUser
    chat: { id: string; type: string }
    channel: string
    at: number | undefined
    act: ChatAct
    handle: Record<string, string>
  },
): ChatInput {
  const direct = !isGroup(facts.chat.type)
  const name = [facts.user.first_name, facts.user.last_name].filter(Boolean).join(' ')
  return {
    key: `${bot.id}:${update.update_id}`,
    surface: 'telegram',
    sandbox,
    ...(direct ? {} : { workspace: facts.chat.id }),
    user: { id: facts.user.id, name: name || facts.user.username || 'Somebody' },
    place: { channel: facts.channel, direct },
    // A press has no time of its own; when it came is when it was.
    at: (facts.at === undefined ? now : new Date(facts.at * 1000)).toISOString(),
    act: facts.act,
    handle: facts.handle,
  }
}
