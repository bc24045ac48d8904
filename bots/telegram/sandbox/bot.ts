import type { Clock } from '#kernel/clock.ts'
import type { Faults } from './faults.ts'
import { derive, deriveNumber } from './keyed.ts'
import type { Rates } from './rates.ts'
import type { Updates } from './updates.ts'
import type { Message, World } from './world.ts'

/** The one bot of an installation, as Telegram keeps it. Its token follows from the installation's secret. */
export interface Bot {
  id: number
  name: string
  username: string
  token: string
  webhookSecret: string
  clock: Clock
  world: World
  updates: Updates
  faults: Faults
  rates: Rates
  /** Pressed buttons that turn, by query. */
  presses: Map<string, Press>
  commands: unknown
}

export interface Press {
  user: number
  chat: string
  at: Date
  /** Told how it was answered. */
  done(): void
}

export function botFacts(secret: string): Pick<Bot, 'id' | 'name' | 'username' | 'token' | 'webhookSecret'> {
  const id = deriveNumber(secret, 10, 'bot')
  return {
    id,
    name: 'Parley',
    username: `parley_${String(id).slice(0, 4)}_bot`,
    token: `${id}:${derive(secret, 'token').toString('base64url').slice(0, 35)}`,
    webhookSecret: derive(secret, 'webhook').toString('base64url'),
  }
}

export const describeBot = (bot: Bot) => ({
  id: bot.id,
  is_bot: true,
  first_name: bot.name,
  username: bot.username,
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
})

export const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)

export function describeChat(chat: { id: number; kind: string; title: string; topics: Map<number, string> }) {
  if (chat.kind === 'private') return { id: chat.id, type: 'private', first_name: chat.title }
  return {
    id: chat.id,
    type: chat.kind,
    title: chat.title,
    ...(chat.topics.size > 0 ? { is_forum: true } : {}),
  }
}

/** A message as Telegram tells of it. */
export function describeMessage(
  bot: Bot,
  chatId: number,
  message: Message,
  deep = true,
): Record<string, unknown> {
  const chat = bot.world.chats.get(chatId)
  const { from, photo, document, topic, markup, replyTo } = message
  const answered = deep && chat ? chat.messages.find(({ id }) => id === replyTo) : undefined
  const isMedia = photo !== undefined || document !== undefined
  return {
    message_id: message.id,
    from:
      from === 'bot'
        ? describeBot(bot)
        : { id: from.id, is_bot: false, first_name: from.name, language_code: 'en' },
    ...(chat ? { chat: describeChat(chat) } : {}),
    date: seconds(message.at),
    ...(message.edited ? { edit_date: seconds(message.at) } : {}),
    ...(topic === undefined ? {} : { message_thread_id: topic, is_topic_message: true }),
    ...(message.text === '' && isMedia ? {} : { [isMedia ? 'caption' : 'text']: message.text }),
    ...(message.album === undefined ? {} : { media_group_id: message.album }),
    ...(photo ? { photo: sizesOf(photo) } : {}),
    ...(document ? { document: fileFacts(document) } : {}),
    ...(markup && 'inline_keyboard' in markup ? { reply_markup: markup } : {}),
    ...(answered ? { reply_to_message: describeMessage(bot, chatId, answered, false) } : topicStart(message)),
  }
}

/** What stands in a topic "answers" the message with which the topic began. */
const topicStart = ({ topic }: Message) =>
  topic === undefined
    ? {}
    : {
        reply_to_message: {
          message_id: topic,
          message_thread_id: topic,
          is_topic_message: true,
          forum_topic_created: { name: 'topic' },
        },
      }

const fileFacts = (file: { id: string; name: string; mime: string; bytes: Uint8Array }) => ({
  file_id: file.id,
  file_unique_id: file.id.slice(-12),
  file_name: file.name,
  mime_type: file.mime,
  file_size: file.bytes.byteLength,
})

const sizesOf = (file: { id: string; bytes: Uint8Array }) =>
  [90, 320].map((width) => ({
    file_id: file.id,
    file_unique_id: file.id.slice(-12),
    width,
    height: width,
    file_size: file.bytes.byteLength,
  }))
