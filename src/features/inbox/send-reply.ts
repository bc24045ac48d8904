import { sql } from 'kysely'
import type { Abilities } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict, invalid, notFound, precondition } from '#kernel/errors.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { together } from '#kernel/scoped-dialect.ts'
import { cleanText, preview, utf8Length } from '#kernel/text.ts'
import { connectorOf } from '#features/channels/index.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import { getMedia } from '#features/media/index.ts'
import type { MediaView } from '#features/media/index.ts'
import {
  conversationLocked,
  moveCounts,
  namesFrom,
  namesOfRow,
  writingConversation,
} from './conversation-change.ts'
import { messageCreated } from './events.ts'
import { newestPatch, waitingPatch } from './inbound/apply-message.ts'
import { authorOf, insertEventLine, insertMessage } from './insert-message.ts'
import type { NewMessage } from './insert-message.ts'
import { job as deliverMessages } from './jobs/deliver-messages.ts'
import { decideWindow, senderKind } from './outbound/window.ts'
import { sendReplyInput } from './schema.ts'
import type { MessageView, SendReply } from './schema.ts'
import { toMessageView, toRow } from './views.ts'
import type { ConversationRecord, MessageRecord } from './views.ts'

/**
 * Writes a reply into the conversation and queues it. Refused at once where it could never be sent: window
 * shut, too long, a kind of file that the platform does not take. Text and files become as many messages as
 * the platform needs.
 *
 * @param mark a rule suggested it: a line of the thread says so.
 */
export async function sendReply(
  ctx: Ctx,
  input: SendReply,
  mark?: { ruleName: string },
): Promise<MessageView[]> {
  requireScope(ctx, 'inbox:reply')
  const wish = sendReplyInput.parse(input)
  const files = await Promise.all(wish.mediaIds.map((id) => getMedia(ctx, id)))
  return inTransaction(ctx, async (tx) => {
    const { conversation, known, channel } = await lockThread(tx, wish)
    if (known.length > 0) return known.map(toMessageView)
    const { abilities } = connectorOf(tx, channel.connector)
    await refuseIfBlind(tx, conversation, wish.seenSeq)
    await refuseIfSuperseded(tx, conversation)
    refuseIfShut(tx, channel, conversation)
    checkContent(abilities, channel, cleanText(wish.text), files)
    const quote = wish.quoteMessageId
      ? await quoteOf(tx, abilities, conversation.id, wish.quoteMessageId)
      : null
    const parts = splitParts(abilities, cleanText(wish.text), files)

    let current = await claim(tx, conversation)
    const startsAt = timeAfter(conversation, tx.clock.now())
    const written: MessageRecord[] = []
    for (const [index, part] of parts.entries()) {
      const at = new Date(startsAt + index)
      const message = await insertMessage(tx, current, {
        kind: 'message',
        author: authorOf(tx),
        state: 'queued',
        at,
        ...part,
        ...(index === 0 ? { quote, clientId: wish.clientId ?? null } : {}),
      })
      current = { ...current, last_message_seq: message.seq }
      written.push(message)
    }
    if (mark) {
      const line = { what: 'rule' as const, to: `sent what the rule “${mark.ruleName}” suggested` }
      const { seq } = await insertEventLine(tx, current, line)
      current = { ...current, last_message_seq: seq }
    }
    await finish(tx, conversation, current, written, wish.andResolve)
    enqueue(tx, deliverMessages, { conversationId: conversation.id })
    return written.map(toMessageView)
  })
}

/** An answer stands after what it answers, also where the platform's clock is ahead of ours. */
function timeAfter(conversation: ConversationRecord, now: Date): number {
  const last = conversation.last_message_at?.getTime() ?? 0
  return Math.max(now.getTime(), last + 1)
}

/** The conversation, locked, with its channel and what was written already under the same client id. */
async function lockThread(
  tx: Ctx,
  { conversationId, clientId }: { conversationId: string; clientId?: string | undefined },
) {
  const [conversations, channels, messages] = await together(tx.db, [
    conversationLocked(tx, conversationId).compile(),
    tx.db
      .selectFrom('channels')
      .selectAll()
      .where('org_id', '=', tx.orgId)
      .where('id', '=', (eb) =>
        eb
          .selectFrom('conversations')
          .select('channel_id')
          .where('org_id', '=', tx.orgId)
          .where('id', '=', conversationId),
      )
      .compile(),
    tx.db
      .selectFrom('messages')
      .selectAll()
      .where('org_id', '=', tx.orgId)
      .where('conversation_id', '=', conversationId)
      .where('client_id', '=', clientId ?? null)
      .compile(),
  ])
  const [conversation] = conversations.rows
  if (!conversation) throw notFound('conversation')
  return { conversation, channel: must(channels.rows[0], 'channel of a conversation'), known: messages.rows }
}

/** Somebody else wrote while this reply was typed: the writer should read that first. */
async function refuseIfBlind(
  tx: Ctx,
  conversation: ConversationRecord,
  seenSeq: string | undefined,
): Promise<void> {
  if (seenSeq === undefined || BigInt(seenSeq) >= BigInt(conversation.last_message_seq)) return
  const newer = await tx.db
    .selectFrom('messages')
    .select(['author_kind', 'author_name'])
    .where('org_id', '=', tx.orgId)
    .where('conversation_id', '=', conversation.id)
    .where('kind', '=', 'message')
    .where('seq', '>', seenSeq)
    .where(sql<boolean>`author_id is distinct from ${tx.actor.id ?? null}::uuid`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newer) return
  const who = newer.author_kind === 'contact' ? 'The customer' : newer.author_name || 'Somebody'
  throw new AppError('conflict', `${who} wrote while you were typing. Read it, then send again.`, {
    details: { reason: 'thread_moved', seq: conversation.last_message_seq },
  })
}

/** A resolved conversation takes a reply only while it is the person's latest. */
async function refuseIfSuperseded(tx: Ctx, conversation: ConversationRecord): Promise<void> {
  if (conversation.status !== 'resolved') return
  const { rows } = await sql<{ number: number }>`select number from conversations where org_id = ${tx.orgId}
    and identity_id = ${conversation.identity_id} and status <> 'resolved'`.execute(tx.db)
  if (rows[0]) throw conflict(`This conversation has ended; the customer is in #${rows[0].number} now.`)
}

function refuseIfShut(tx: Ctx, channel: ChannelRow, conversation: ConversationRecord): void {
  const { window } = connectorOf(tx, channel.connector).abilities
  const decision = decideWindow(
    window,
    senderKind(tx.actor.kind),
    conversation.last_inbound_at,
    tx.clock.now(),
  )
  if (!decision.open)
    throw new AppError('precondition', decision.reason, { details: { reason: 'window_closed' } })
}

function checkContent(abilities: Abilities, channel: ChannelRow, text: string, files: MediaView[]): void {
  const length = abilities.text.unit === 'utf8-bytes' ? utf8Length(text) : Array.from(text).length
  if (length > abilities.text.max) {
    const unit = abilities.text.unit === 'utf8-bytes' ? 'bytes' : 'characters'
    throw invalid(
      `This is ${length} ${unit} long; ${channel.name} takes ${abilities.text.max}. Shorten it or send two messages.`,
    )
  }
  for (const file of files) {
    const rule = abilities.attachments[file.kind]
    if (!rule) throw invalid(`${channel.name} takes no ${file.kind} files. Send a link instead.`)
    if (file.sizeBytes > rule.maxBytes) {
      throw invalid(
        `${file.name} is too large: ${channel.name} takes ${Math.floor(rule.maxBytes / 1024 / 1024)} MB.`,
      )
    }
    if (!rule.mimes.some((mime) => fits(file.mime, mime))) {
      throw invalid(`${channel.name} does not take ${file.mime}. Allowed: ${rule.mimes.join(', ')}.`)
    }
  }
}

/** `image/*` allows every image. */
const fits = (mime: string, allowed: string) =>
  allowed === '*/*' || (allowed.endsWith('/*') ? mime.startsWith(allowed.slice(0, -1)) : mime === allowed)

async function quoteOf(tx: Ctx, abilities: Abilities, conversationId: string, messageId: string) {
  if (!abilities.quotes) throw precondition('This platform cannot quote a message.')
  const quoted = await tx.db
    .selectFrom('messages')
    .select(['provider_id', 'text'])
    .where('org_id', '=', tx.orgId)
    .where('conversation_id', '=', conversationId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!quoted?.provider_id) throw notFound('message to quote')
  return { id: quoted.provider_id, text: preview(quoted.text, 200) }
}

function splitParts(
  abilities: Abilities,
  text: string,
  files: MediaView[],
): Array<Pick<NewMessage, 'text' | 'attachments'>> {
  const attachments = files.map((file) => ({
    kind: file.kind,
    mediaId: file.id,
    name: file.name,
    mime: file.mime,
    sizeBytes: file.sizeBytes,
    ...(file.width && file.height ? { width: file.width, height: file.height } : {}),
  }))
  const [first, ...rest] = attachments
  if (!first) return [{ text }]
  const others = rest.map((attachment) => ({ attachments: [attachment] }))
  if (!text) return [{ attachments: [first] }, ...others]
  if (abilities.captions) return [{ text, attachments: [first] }, ...others]
  return [{ text }, { attachments: [first] }, ...others]
}

/** Whoever answers an unassigned conversation takes it. */
async function claim(tx: Ctx, conversation: ConversationRecord): Promise<ConversationRecord> {
  if (conversation.assignee_id !== null || !tx.memberId || tx.actor.kind !== 'member') return conversation
  const line = await insertEventLine(tx, conversation, {
    what: 'assigned',
    to: tx.actor.name,
    reason: 'by answering',
  })
  return { ...conversation, assignee_id: tx.memberId, last_message_seq: line.seq }
}

async function finish(
  tx: Ctx,
  before: ConversationRecord,
  current: ConversationRecord,
  written: MessageRecord[],
  andResolve: boolean,
): Promise<void> {
  const last = written.at(-1)
  if (!last) return
  const byPerson = senderKind(tx.actor.kind) === 'person'
  const status = andResolve ? 'resolved' : byPerson && before.status !== 'open' ? 'open' : before.status
  let seq = current.last_message_seq
  if (status !== before.status) {
    const line = await insertEventLine(tx, current, { what: 'status', from: before.status, to: status })
    seq = line.seq
  }
  const patch = {
    ...newestPatch(last, last.author_kind),
    ...(await waitingPatch(tx, before, { outboundAt: last.at })),
    assignee_id: current.assignee_id,
    status,
    status_reason: null,
    snoozed_until: null,
    resolved_at: status === 'resolved' ? tx.clock.now() : null,
    last_message_seq: seq,
  }
  const [changed, names] = await together(tx.db, [
    writingConversation(tx, before, patch).compile(),
    namesOfRow(tx, before).compile(tx.db),
  ])
  const record = must(changed.rows[0], 'conversation that was locked')
  moveCounts(tx, before, record)
  const row = toRow(record, namesFrom(before, names))
  for (const message of written)
    emit(tx, messageCreated, message.id, { message: toMessageView(message), conversation: row })
  await audit(tx, {
    verb: 'inbox.reply',
    objectType: 'conversation',
    objectId: record.id,
    summary: `replied in conversation ${record.number}`,
    details: { messageIds: written.map((message) => message.id) },
  })
}
