import type { InboundEvent } from '#contracts/inbound.ts'
import { mapMessage, mapPostback } from './map-message.ts'
import type { Messaging } from './schema.ts'

interface Around {
  account: string
  appIds: Array<string | undefined>
  /** Milliseconds, where the event has no time of its own. */
  fallback: number
}

const ignoredEvents: Record<string, string> = {
  optin: 'an opt-in, which brings no message',
  referral: 'the chat was opened by a link, and nothing written yet',
  pass_thread_control: 'another app took or gave the conversation',
  take_thread_control: 'another app took or gave the conversation',
  request_thread_control: 'another app took or gave the conversation',
  app_roles: 'another app took or gave the conversation',
  account_linking: 'accounts are not linked by chat',
  policy_enforcement: 'a notice of Meta about policy',
  response_feedback: 'feedback about an answer',
  messaging_feedback: 'feedback about an answer',
  messaging_customer_information: 'a form is not offered',
  game_play: 'games are not offered',
}

const emojiOf: Record<string, string> = {
  love: '❤️',
  like: '👍',
  dislike: '👎',
  smile: '😂',
  haha: '😂',
  angry: '😡',
  sad: '😢',
  wow: '😮',
  yay: '🎉',
}

/** One item of `messaging[]`, whose one field beside the parties says what happened. */
export function mapMessaging(source: Messaging, keys: string[], around: Around): InboundEvent {
  const { account } = around
  const at = isoOf(source.timestamp ?? around.fallback)
  const fromUs = source.message?.is_echo === true || source.sender?.id === account
  const personId = fromUs ? source.recipient?.id : source.sender?.id
  const reason = keys.map((key) => ignoredEvents[key]).find((text) => text !== undefined)
  if (personId === undefined) {
    return reason === undefined
      ? { kind: 'unknown', account, reason: 'an event that names nobody' }
      : { kind: 'ignored', reason }
  }
  const base = { account, at, person: { id: personId } }
  const { message, postback, reaction, read, delivery, message_edit: edit } = source
  if (message?.is_deleted) return { kind: 'unsend', ...base, messageId: message.mid }
  if (message && fromUs) return mapEcho(message, base, around)
  if (message) return { kind: 'message', ...base, message: mapMessage(message) }
  if (postback) {
    const fallbackId = `postback-${source.timestamp ?? around.fallback}-${personId}`
    return { kind: 'message', ...base, message: mapPostback(postback, fallbackId) }
  }
  if (reaction) return mapReaction(reaction, base, fromUs)
  if (edit) {
    if (edit.text === undefined) return { kind: 'ignored', reason: 'an edit that changed no text' }
    return { kind: 'edit', ...base, messageId: edit.mid, text: edit.text }
  }
  if (delivery) return mapReceipt('delivered', delivery.mids, delivery.watermark, base)
  if (read) return mapReceipt('read', read.mid === undefined ? undefined : [read.mid], read.watermark, base)
  if (reason !== undefined) return { kind: 'ignored', reason }
  const kinds = keys.filter((key) => !['sender', 'recipient', 'timestamp'].includes(key))
  return { kind: 'unknown', account, reason: `an event of an unknown kind: ${kinds.join(', ')}` }
}

interface Base {
  account: string
  at: string
  person: { id: string }
}

function mapEcho(message: NonNullable<Messaging['message']>, base: Base, { appIds }: Around): InboundEvent {
  return {
    kind: 'echo',
    ...base,
    message: mapMessage(message),
    ours: message.app_id !== undefined && appIds.includes(message.app_id),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  }
}

function mapReaction(
  reaction: NonNullable<Messaging['reaction']>,
  base: Base,
  fromUs: boolean,
): InboundEvent {
  const emoji =
    reaction.action === 'unreact' ? undefined : (reaction.emoji ?? emojiOf[reaction.reaction ?? ''] ?? '❤️')
  return {
    kind: 'reaction',
    ...base,
    messageId: reaction.mid,
    ...(emoji === undefined ? {} : { emoji }),
    ...(fromUs ? { ours: true } : {}),
  }
}

function mapReceipt(
  state: 'delivered' | 'read',
  messageIds: string[] | undefined,
  watermark: number | undefined,
  base: Base,
): InboundEvent {
  return {
    kind: 'receipt',
    state,
    ...base,
    ...(messageIds?.length ? { messageIds } : {}),
    ...(watermark === undefined ? {} : { watermark: isoOf(watermark) }),
  }
}

/** Before 2001 in milliseconds means that it was seconds. */
const isoOf = (time: number) => new Date(time < 1e12 ? time * 1000 : time).toISOString()
