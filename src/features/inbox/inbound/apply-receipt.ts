import { sql } from 'kysely'
import type { InboundReceiptEvent } from '#contracts/inbound.ts'
import type { Ctx } from '#kernel/app.ts'
import { emit } from '#kernel/outbox.ts'
import { sendAhead } from '#kernel/scoped-dialect.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { LockedIdentity } from '#features/contacts/index.ts'
import { messageChanged } from '../events.ts'
import { toMessageView } from '../views.ts'
import type { MessageRecord } from '../views.ts'
import { storeChanged, withChange } from './message-changes.ts'
import { applyOrWait } from './waiting-changes.ts'

/** Named messages one by one; a watermark covers everything of ours that is not younger. */
export async function applyReceipt(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  event: InboundReceiptEvent,
): Promise<void> {
  const change = { kind: 'receipt' as const, state: event.state, at: event.at }
  for (const providerId of event.messageIds ?? []) {
    await applyOrWait(tx, { channelId: channel.id, providerId, person: identity.externalId }, change)
  }
  if (event.watermark) await applyWatermark(tx, identity, event.state, new Date(event.watermark))
  if (event.state === 'read') {
    await sql`update conversations set contact_read_at = greatest(contact_read_at, ${new Date(event.watermark ?? event.at)})
      where org_id = ${tx.orgId} and identity_id = ${identity.id} and status <> 'resolved'`.execute(tx.db)
  }
}

async function applyWatermark(
  tx: Ctx,
  identity: LockedIdentity,
  state: 'delivered' | 'read',
  until: Date,
): Promise<void> {
  const delivered = until
  const read = state === 'read' ? until : null
  const marks = sql`insert into receipt_marks (org_id, identity_id, delivered_until, read_until)
    values (${tx.orgId}, ${identity.id}, ${delivered}, ${read})
    on conflict (org_id, identity_id) do update set
      delivered_until = greatest(receipt_marks.delivered_until, excluded.delivered_until),
      read_until = greatest(receipt_marks.read_until, excluded.read_until)`
  await sendAhead(tx.db, marks.compile(tx.db))
  const lower = state === 'read' ? ['sent', 'delivered'] : ['sent']
  const messages = await tx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('conversation_id', 'in', (eb) =>
      eb
        .selectFrom('conversations')
        .select('id')
        .where('org_id', '=', tx.orgId)
        .where('identity_id', '=', identity.id),
    )
    .where('kind', '=', 'message')
    .where(sql<boolean>`coalesce((select max(a.started_at) from send_attempts a
      where a.org_id = messages.org_id and a.message_id = messages.id), at) <= ${until}`)
    .where(sql<boolean>`state = any(${lower})`)
    .orderBy('id')
    .forNoKeyUpdate()
    .limit(500)
    .execute()
  for (const message of messages) {
    const stored = await storeChanged(
      tx,
      message,
      withChange(message, { kind: 'receipt', state, at: until.toISOString() }),
    )
    emit(tx, messageChanged, stored.id, { message: toMessageView(stored) })
  }
}

/**
 * What earlier watermarks say of a message that was just accepted. A message that waited in the queue is as old
 * as the call that sent it, not as its row.
 */
export async function withMarks(tx: Ctx, identityId: string, message: MessageRecord): Promise<MessageRecord> {
  const mark = await tx.db
    .selectFrom('receipt_marks')
    .select(['delivered_until', 'read_until'])
    .where('org_id', '=', tx.orgId)
    .where('identity_id', '=', identityId)
    .executeTakeFirst()
  if (!mark) return message
  const sentAt = (await lastAttemptAt(tx, message.id)) ?? message.at
  const state =
    mark.read_until && sentAt <= mark.read_until
      ? 'read'
      : mark.delivered_until && sentAt <= mark.delivered_until
        ? 'delivered'
        : undefined
  return state ? withChange(message, { kind: 'receipt', state, at: message.at.toISOString() }) : message
}

async function lastAttemptAt(tx: Ctx, messageId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select max(started_at) as at from send_attempts
    where org_id = ${tx.orgId} and message_id = ${messageId}`.execute(tx.db)
  return rows[0]?.at ?? null
}
