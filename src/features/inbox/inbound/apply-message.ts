import { sql } from 'kysely'
import type {
  InboundAttachment,
  InboundEchoEvent,
  InboundMessage,
  InboundMessageEvent,
} from '#contracts/inbound.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { together } from '#kernel/scoped-dialect.ts'
import { cleanText } from '#kernel/text.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import { noteSeen } from '#features/contacts/index.ts'
import type { LockedIdentity } from '#features/contacts/index.ts'
import { writeConversation } from '../conversation-change.ts'
import { messageCreated, messageReceived } from '../events.ts'
import { insertMessage } from '../insert-message.ts'
import { job as fetchAttachments } from '../jobs/fetch-attachments.ts'
import { job as fetchProfile } from '../jobs/fetch-profile.ts'
import { previewOf } from '../preview.ts'
import type { StoredAttachment } from '../schema.ts'
import { toMessageView, toRow } from '../views.ts'
import type { ConversationRecord, MessageRecord, RowNames } from '../views.ts'
import { withMarks } from './apply-receipt.ts'
import { storeChanged } from './message-changes.ts'
import { applyWaitingChanges } from './waiting-changes.ts'
import { conversationFor, latestLocked } from './conversation-for.ts'

const longestText = 20_000

/** Stores a customer's message once, in the right conversation, and tells of it. */
export async function applyMessage(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  event: InboundMessageEvent,
): Promise<void> {
  const before = await lookUp(tx, channel.id, identity.id, event.message.id)
  if (before.known) return
  const at = new Date(event.at)
  const { conversation, started } = await conversationFor(tx, channel, identity, at, before.latest)
  const first = !before.wrote
  const stored = await insertMessage(tx, conversation, {
    kind: 'message',
    author: { kind: 'contact', id: identity.contactId, name: identity.contactName },
    providerId: event.message.id,
    at,
    ...(await contentOf(tx, channel.id, event.message)),
  })
  const message = before.waiting ? await applyWaitingChanges(tx, stored) : stored
  const late = conversation.last_message_at !== null && at < conversation.last_message_at
  const record = await writeConversation(tx, conversation, {
    last_message_seq: message.seq,
    inbound_count: conversation.inbound_count + 1,
    ...(await waitingPatch(tx, conversation, { inboundAt: at })),
    ...(late ? {} : newestPatch(message, 'contact')),
  })
  const names = namesOf(channel, identity)
  emit(tx, messageReceived, message.id, {
    message: toMessageView(message),
    conversation: toRow(record, names),
    contact: {
      id: identity.contactId,
      name: identity.contactName,
      username: identity.username,
      locale: identity.locale,
    },
    first,
    started,
    late,
  })
  await noteSeen(tx, identity, at)
  queueFollowUps(tx, message, first || identity.isNew ? identity : undefined)
}

/**
 * A reply that somebody typed in the platform's own app. (An echo of our own sending settles an attempt and
 * never comes here.)
 */
export async function applyNativeReply(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  event: InboundEchoEvent,
): Promise<void> {
  const before = await lookUp(tx, channel.id, identity.id, event.message.id)
  if (before.known) return
  const at = new Date(event.at)
  const { conversation } = await conversationFor(tx, channel, identity, at, before.latest)
  const stored = await insertMessage(tx, conversation, {
    kind: 'message',
    author: { kind: 'native', name: channel.name },
    providerId: event.message.id,
    state: 'sent',
    at,
    ...(await contentOf(tx, channel.id, event.message)),
  })
  const changed = await applyWaitingChanges(tx, stored)
  const message = await storeChanged(tx, changed, await withMarks(tx, identity.id, changed))
  const late = conversation.last_message_at !== null && at < conversation.last_message_at
  const record = await writeConversation(tx, conversation, {
    last_message_seq: message.seq,
    ...(await waitingPatch(tx, conversation, { outboundAt: at })),
    ...(late ? {} : newestPatch(message, 'native')),
  })
  emit(tx, messageCreated, message.id, {
    message: toMessageView(message),
    conversation: toRow(record, namesOf(channel, identity)),
  })
  queueFollowUps(tx, message, identity.isNew ? identity : undefined)
}

interface Before {
  /** The message is stored already. */
  known: boolean
  /** Changes of it came before it. */
  waiting: boolean
  /** The person has written before; a receipt or a reply of ours may have made them known without that. */
  wrote: boolean
  /** The person's latest conversation, locked. */
  latest: ConversationRecord | undefined
}

async function lookUp(tx: Ctx, channelId: string, identityId: string, providerId: string): Promise<Before> {
  const known = sql<Omit<Before, 'latest'>>`select
    exists (select from messages where org_id = ${tx.orgId} and channel_id = ${channelId}
      and provider_id = ${providerId}) as known,
    exists (select from waiting_changes where org_id = ${tx.orgId} and channel_id = ${channelId}
      and provider_id = ${providerId}) as waiting,
    exists (select from conversations where org_id = ${tx.orgId} and identity_id = ${identityId}
      and inbound_count > 0) as wrote`
  const [{ rows }, conversations] = await together(tx.db, [
    known.compile(tx.db),
    latestLocked(tx, identityId).compile(),
  ])
  return { ...must(rows[0], 'answer of a look-up'), latest: conversations.rows[0] }
}

async function contentOf(tx: Ctx, channelId: string, message: InboundMessage) {
  const text = cleanText((message.text ?? message.postback?.title ?? '').slice(0, longestText))
  return {
    text,
    attachments: message.attachments.map(toStored),
    story: message.story ? stringsOf(message.story) : null,
    postback: message.postback ? stringsOf(message.postback) : null,
    referral: message.referral ? stringsOf(message.referral) : null,
    quote: message.quote ? { id: message.quote, text: await quotedText(tx, channelId, message.quote) } : null,
  }
}

function toStored(attachment: InboundAttachment): StoredAttachment {
  const { url, ref, kind, name, ...facts } = attachment
  const cleanName = name === undefined ? undefined : cleanText(name.slice(0, 200))
  const base = { kind, ...facts, ...(cleanName ? { name: cleanName } : {}) }
  if (kind === 'share') return { ...base, ...(url ? { link: url } : {}) }
  if (url === undefined && ref === undefined) return base
  return { ...base, source: { ...(url ? { url } : {}), ...(ref ? { ref } : {}) } }
}

function stringsOf(facts: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, cleanText(value)]] : [],
    ),
  )
}

async function quotedText(tx: Ctx, channelId: string, providerId: string): Promise<string> {
  const row = await tx.db
    .selectFrom('messages')
    .select('text')
    .where('org_id', '=', tx.orgId)
    .where('channel_id', '=', channelId)
    .where('provider_id', '=', providerId)
    .executeTakeFirst()
  return cleanText(row?.text.slice(0, 200) ?? '')
}

export function newestPatch(message: MessageRecord, author: string) {
  return {
    last_message_at: message.at,
    last_activity_at: message.at,
    preview: previewOf(message),
    preview_author: author,
  }
}

/**
 * Who waits for whom, from the platform's times alone, so that any order of arrival gives the same answer:
 * the customer waits since their first message after our last one.
 */
export async function waitingPatch(
  tx: Ctx,
  conversation: ConversationRecord,
  news: { inboundAt?: Date; outboundAt?: Date },
) {
  const lastIn = later(conversation.last_inbound_at, news.inboundAt)
  const lastOut = later(conversation.last_outbound_at, news.outboundAt)
  const waits = lastIn !== null && (lastOut === null || lastIn > lastOut)
  let since: Date | null = null
  if (waits && news.inboundAt) {
    const open = conversation.waiting_since
    const counts = lastOut === null || news.inboundAt > lastOut
    since = counts ? (open === null || news.inboundAt < open ? news.inboundAt : open) : open
  } else if (waits) {
    since = await firstInboundAfter(tx, conversation.id, lastOut)
  }
  return { last_inbound_at: lastIn, last_outbound_at: lastOut, needs_reply: waits, waiting_since: since }
}

function later(a: Date | null, b: Date | undefined): Date | null {
  if (!b) return a
  return a === null || b > a ? b : a
}

async function firstInboundAfter(tx: Ctx, conversationId: string, after: Date | null): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(at) as at from messages
    where org_id = ${tx.orgId} and conversation_id = ${conversationId} and author_kind = 'contact'
      and kind = 'message' and at > ${after ?? new Date(0)}`.execute(tx.db)
  return rows[0]?.at ?? null
}

export function namesOf(channel: ChannelRow, identity: LockedIdentity): RowNames {
  return {
    contact: { id: identity.contactId, name: identity.contactName, avatarMediaId: identity.avatarMediaId },
    channel: { id: channel.id, name: channel.name, connector: channel.connector },
  }
}

function queueFollowUps(tx: Ctx, message: MessageRecord, stranger: LockedIdentity | undefined): void {
  if (message.story?.['url'] || message.attachments.some((attachment) => attachment.source)) {
    enqueue(tx, fetchAttachments, { messageId: message.id })
  }
  if (stranger) enqueue(tx, fetchProfile, { identityId: stranger.id })
}
