import type { Received } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import type { InboundEvent } from '#contracts/inbound.ts'
import { errorText } from '#kernel/errors.ts'
import { mapMessage, mapPerson } from './map-message.ts'
import { ignoredUpdates, update, type TelegramMessage, type TelegramUpdate } from './schema.ts'
import { messageId, threadId } from './thread-id.ts'

const isoOfSeconds = (seconds: number) => new Date(seconds * 1000).toISOString()
const ignored = (reason: string): InboundEvent[] => [{ kind: 'ignored', reason }]
const inGroup: InboundEvent[] = [{ kind: 'ignored', reason: 'written in a group, not to us' }]

/** One update into events. An update does not name its bot, so the channel comes with it. */
export function parseUpdate(body: Uint8Array, received: Received): InboundEvent[] {
  const account = received.channelExternalId
  if (account === undefined) return [{ kind: 'unknown', reason: 'an update without a channel' }]
  try {
    const json = exactJson(body)
    const parsed = update.safeParse(json)
    if (parsed.success) return mapUpdate(parsed.data, json, account, received.at.toISOString())
    const where = parsed.error.issues[0]?.path.join('.') ?? ''
    return [{ kind: 'unknown', account, reason: `an update of another shape than known, at ${where}` }]
  } catch (error) {
    return [{ kind: 'unknown', account, reason: `not readable: ${errorText(error)}` }]
  }
}

function mapUpdate(source: TelegramUpdate, json: unknown, account: string, at: string): InboundEvent[] {
  const message = source.message ?? source.business_message
  if (message) return mapWritten(message, account)
  const edited = source.edited_message ?? source.edited_business_message
  if (edited) return mapEdited(edited, account)
  if (source.deleted_business_messages) return mapDeleted(source.deleted_business_messages, account, at)
  if (source.message_reaction) return mapReaction(source.message_reaction, account)
  if (source.my_chat_member) return mapMembership(source.my_chat_member, account)
  if (source.callback_query) return mapPressed(source.callback_query, account, at)
  const kinds = Object.keys(json ?? {}).filter((key) => key !== 'update_id')
  const reason = kinds.map((kind) => ignoredUpdates[kind]).find((text) => text !== undefined)
  if (reason !== undefined) return ignored(reason)
  return [{ kind: 'unknown', account, reason: `an update of an unknown kind: ${kinds.join(', ')}` }]
}

function mapWritten(source: TelegramMessage, account: string): InboundEvent[] {
  const { chat, from, business_connection_id: connection } = source
  if (chat.type !== 'private') return inGroup
  const thread = threadId(chat.id, connection)
  const message = mapMessage(source, thread)
  if (!message) return ignored('a service message')
  const at = isoOfSeconds(source.date)
  const person = mapPerson(thread, from?.id === chat.id ? from : chat)
  // Behind a business connection the owner's own messages come, too.
  if (connection === undefined || from?.id === chat.id)
    return [{ kind: 'message', account, at, person, message }]
  const ours = source.sender_business_bot?.id === account
  return [{ kind: 'echo', account, at, person, message, ours }]
}

function mapEdited(source: TelegramMessage, account: string): InboundEvent[] {
  if (source.chat.type !== 'private') return inGroup
  const text = source.text ?? source.caption
  if (text === undefined) return ignored('an edit without text, such as a moving location')
  const thread = threadId(source.chat.id, source.business_connection_id)
  return [
    {
      kind: 'edit',
      account,
      at: isoOfSeconds(source.edit_date ?? source.date),
      person: mapPerson(thread, source.chat),
      messageId: messageId(thread, source.message_id),
      text,
    },
  ]
}

function mapDeleted(
  source: NonNullable<TelegramUpdate['deleted_business_messages']>,
  account: string,
  at: string,
): InboundEvent[] {
  const thread = threadId(source.chat.id, source.business_connection_id)
  const person = mapPerson(thread, source.chat)
  return source.message_ids.map((id) => ({
    kind: 'unsend',
    account,
    at,
    person,
    messageId: messageId(thread, id),
  }))
}

function mapReaction(
  source: NonNullable<TelegramUpdate['message_reaction']>,
  account: string,
): InboundEvent[] {
  if (source.chat.type !== 'private') return inGroup
  const kept = source.old_reaction.map((reaction) => reaction.emoji)
  const added = source.new_reaction.filter((reaction) => !kept.includes(reaction.emoji))
  const latest = added.at(-1) ?? source.new_reaction.at(-1)
  if (latest && latest.emoji === undefined) return ignored('a reaction that is a picture, not a character')
  return [
    {
      kind: 'reaction',
      account,
      at: isoOfSeconds(source.date),
      person: mapPerson(source.chat.id, source.user ?? source.chat),
      messageId: messageId(source.chat.id, source.message_id),
      ...(latest?.emoji === undefined ? {} : { emoji: latest.emoji }),
    },
  ]
}

function mapMembership(
  source: NonNullable<TelegramUpdate['my_chat_member']>,
  account: string,
): InboundEvent[] {
  if (source.chat.type !== 'private') return inGroup
  const blocked = source.new_chat_member.status === 'kicked'
  const at = isoOfSeconds(source.date)
  return [{ kind: 'blocked', account, at, person: mapPerson(source.chat.id, source.from), blocked }]
}

function mapPressed(
  source: NonNullable<TelegramUpdate['callback_query']>,
  account: string,
  at: string,
): InboundEvent[] {
  const { message, data } = source
  if (data === undefined || message?.chat.type !== 'private') return ignored('a button that is not ours')
  const thread = message.chat.id
  return [
    {
      kind: 'message',
      account,
      at,
      person: mapPerson(thread, source.from),
      message: {
        id: `${thread}:button-${source.id}`,
        attachments: [],
        postback: { payload: data },
        quote: messageId(thread, message.message_id),
      },
    },
  ]
}
