import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import type { ChannelRow } from '#features/channels/index.ts'
import type { LockedIdentity } from '#features/contacts/index.ts'
import { moveCounts, writeConversation } from '../conversation-change.ts'
import { insertEventLine } from '../insert-message.ts'
import type { ConversationRecord } from '../views.ts'

const dayMs = 86_400_000
/** A resolved conversation younger than this is taken up again by a new message. A setting of the organisation. */
const defaultReopenDays = 7

/**
 * The conversation that a message of this time belongs to, locked. The identity's row is held, so nobody
 * else can start one meanwhile.
 *
 * @param conversation the person's latest, as `latestLocked` reads it.
 */
export async function conversationFor(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  at: Date,
  conversation: ConversationRecord | undefined,
): Promise<{ conversation: ConversationRecord; started: boolean }> {
  if (!conversation) {
    const readAt = identity.isNew ? null : await readUntil(tx, channel, identity)
    return { conversation: await startConversation(tx, channel, identity, at, readAt), started: true }
  }
  if (conversation.status === 'snoozed')
    return { conversation: await reopen(tx, conversation), started: false }
  if (conversation.status !== 'resolved') return { conversation, started: false }
  const resolvedAt = must(conversation.resolved_at, 'time of a resolve')
  if (at <= resolvedAt) return { conversation, started: false }
  if (at.getTime() - resolvedAt.getTime() < (await reopenDays(tx)) * dayMs) {
    return { conversation: await reopen(tx, conversation), started: false }
  }
  return { conversation: await startConversation(tx, channel, identity, at), started: true }
}

export const latestLocked = (tx: Ctx, identityId: string) =>
  tx.db
    .selectFrom('conversations')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', (eb) =>
      eb
        .selectFrom('conversations')
        .select('id')
        .where('org_id', '=', tx.orgId)
        .where('identity_id', '=', identityId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1),
    )
    .forNoKeyUpdate()

async function reopenDays(tx: Ctx): Promise<number> {
  return tx.cache.get(`reopen-days:${tx.orgId}`, 60_000, async () => {
    const { rows } = await sql<{
      days: number | null
    }>`select (settings->>'reopenDays')::int as days from own_org`.execute(tx.db)
    return rows[0]?.days ?? defaultReopenDays
  })
}

async function reopen(tx: Ctx, conversation: ConversationRecord): Promise<ConversationRecord> {
  const line = await insertEventLine(tx, conversation, {
    what: 'status',
    from: conversation.status,
    to: 'open',
    reason: 'The customer wrote again.',
  })
  return writeConversation(tx, conversation, {
    status: 'open',
    status_reason: 'The customer wrote again.',
    snoozed_until: null,
    resolved_at: null,
    last_message_seq: line.seq,
  })
}

async function startConversation(
  tx: Ctx,
  channel: ChannelRow,
  identity: LockedIdentity,
  at: Date,
  contactReadAt: Date | null = null,
): Promise<ConversationRecord> {
  const conversation = await tx.db
    .insertInto('conversations')
    .values({
      org_id: tx.orgId,
      id: newId(),
      number: await takeNumber(tx),
      channel_id: channel.id,
      contact_id: identity.contactId,
      identity_id: identity.id,
      last_activity_at: at,
      contact_read_at: contactReadAt,
      created_at: tx.clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  moveCounts(tx, undefined, conversation)
  return conversation
}

/** Receipts that came before anything they could be about. */
async function readUntil(tx: Ctx, channel: ChannelRow, identity: LockedIdentity): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select greatest(
    (select read_until from receipt_marks where org_id = ${tx.orgId} and identity_id = ${identity.id}),
    (select max(at) from waiting_changes where org_id = ${tx.orgId} and channel_id = ${channel.id}
      and identity_external_id = ${identity.externalId} and change->>'kind' = 'receipt'
      and change->>'state' = 'read')) as at`.execute(tx.db)
  return rows[0]?.at ?? null
}

/**
 * The next number, taken at once and for good: within the transaction it would hold up every other new
 * conversation of the organisation until the commit. One that is rolled back leaves a gap.
 */
async function takeNumber({ app, orgId }: Ctx): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into conversation_numbers (org_id, last) values (${orgId}, 1)
    on conflict (org_id) do update set last = conversation_numbers.last + 1 returning last`.execute(
    app.systemDb,
  )
  return must(rows[0], 'conversation number').last
}
