import type { ChatInput, PostedMessage } from '#contracts/surface.ts'
import type { Message } from './schema.ts'
import { atOf } from './snowflake.ts'

/** A message of a person, and an answer to one. All else (pins, joins …) is nobody's word. */
const said = [0, 19]

/** Where a message stands, as far as a gateway can tell. */
export interface Where {
  botId: string
  /** Set in a thread: the channel it belongs to, and whether the bot opened it. */
  thread?: { parent: string; isOurs: boolean }
}

/** Words to the bot (a mention, a direct message), or among the team in a thread of the bot's; else undefined. */
export function readMessage(
  message: Message,
  { botId, thread }: Where,
  sandbox: boolean,
): ChatInput | undefined {
  if (!said.includes(message.type) || message.author.bot || message.webhook_id) return undefined
  const direct = message.guild_id === undefined
  const mention = new RegExp(`<@!?${botId}>`)
  const toUs = direct || mention.test(message.content)
  if (!toUs && !thread?.isOurs) return undefined
  const place = {
    channel: thread?.parent ?? message.channel_id,
    ...(thread ? { thread: message.channel_id } : {}),
  }
  const posted: PostedMessage = { ...place, message: message.id }
  const text = message.content.replace(mention, '').trim()
  const files = message.attachments.map(({ url, filename, content_type: mime, size }) => ({
    ref: url,
    name: filename,
    ...(mime ? { mime } : {}),
    ...(size === undefined ? {} : { size }),
  }))
  const withFiles = files.length > 0 ? { files } : {}
  const answered = message.message_reference?.message_id
  const reply = answered === undefined ? {} : { reply: { ...place, message: answered } }
  const act: ChatInput['act'] = toUs
    ? { kind: 'line', text, ...withFiles, ...reply }
    : { kind: 'thread_message', text: message.content, ...withFiles, message: posted }
  return {
    key: `m:${message.id}`,
    surface: 'discord',
    sandbox,
    ...(message.guild_id === undefined ? {} : { workspace: message.guild_id }),
    user: {
      id: message.author.id,
      name: (message.member?.nick ?? message.author.global_name ?? message.author.username) || 'Somebody',
    },
    place: { ...place, direct },
    at: atOf(message.id),
    act,
    handle: { message: message.id },
  }
}
