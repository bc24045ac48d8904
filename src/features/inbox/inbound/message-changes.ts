import { sql } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { emit } from '#kernel/outbox.ts'
import { cleanText } from '#kernel/text.ts'
import { messageChanged } from '../events.ts'
import { previewOf } from '../preview.ts'
import { toMessageView } from '../views.ts'
import type { MessageRecord } from '../views.ts'

/** What can happen to a stored message. Kept as JSON while it waits for its message. */
export const messageChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('receipt'), state: z.enum(['delivered', 'read']), at: z.string() }),
  z.object({
    kind: z.literal('reaction'),
    by: z.enum(['contact', 'us']),
    emoji: z.string().nullable(),
    at: z.string(),
  }),
  z.object({ kind: z.literal('edit'), text: z.string(), at: z.string() }),
  z.object({ kind: z.literal('unsend'), at: z.string() }),
])
export type MessageChange = z.infer<typeof messageChange>

/** Delivery state only moves forward along this line; `failed` and `unknown` are left by a receipt, too. */
const rank = { queued: 0, sending: 1, unknown: 2, failed: 2, sent: 3, delivered: 4, read: 5 } as const

export function stateAfter(message: Pick<MessageRecord, 'state'>, state: 'sent' | 'delivered' | 'read') {
  if (message.state === null) return null
  return rank[state] > rank[message.state] ? state : message.state
}

/**
 * The message after the change; the same object when it changes nothing. Depends on the change's own time,
 * never on the order of arrival.
 */
export function withChange(message: MessageRecord, change: MessageChange): MessageRecord {
  switch (change.kind) {
    case 'receipt': {
      const state = stateAfter(message, change.state)
      return state === message.state ? message : { ...message, state, failure: null, failure_kind: null }
    }
    case 'reaction':
      return withReaction(message, change)
    case 'edit':
      return withEdit(message, change)
    case 'unsend':
      if (message.unsent_at && message.unsent_at <= new Date(change.at)) return message
      return {
        ...message,
        text: '',
        attachments: [],
        story: null,
        edits: [],
        edited_at: null,
        quote_text: null,
        unsent_at: new Date(change.at),
      }
  }
}

function withReaction(
  message: MessageRecord,
  change: Extract<MessageChange, { kind: 'reaction' }>,
): MessageRecord {
  const known = message.reactions[change.by]
  if (known && known.at >= change.at) return message
  const emoji = change.emoji === null ? null : cleanText(change.emoji.slice(0, 32))
  return { ...message, reactions: { ...message.reactions, [change.by]: { emoji, at: change.at } } }
}

function withEdit(message: MessageRecord, change: Extract<MessageChange, { kind: 'edit' }>): MessageRecord {
  if (message.unsent_at) return message
  const text = cleanText(change.text.slice(0, 20_000))
  const versions =
    message.edits.length > 0 ? message.edits : [{ text: message.text, at: message.at.toISOString() }]
  if (versions.some((version) => version.at === change.at && version.text === text)) return message
  const edits = [...versions, { text, at: change.at }].sort((a, b) => a.at.localeCompare(b.at)).slice(-50)
  const newest = edits.at(-1)
  return { ...message, edits, text: newest?.text ?? text, edited_at: new Date(newest?.at ?? change.at) }
}

/** Writes what `withChange` made of a locked message. */
export async function storeChanged(
  tx: Ctx,
  before: MessageRecord,
  after: MessageRecord,
): Promise<MessageRecord> {
  if (after === before) return before
  if (after.text !== before.text || after.unsent_at !== before.unsent_at) await refreshPreview(tx, after)
  return tx.db
    .updateTable('messages')
    .set((eb) => ({
      text: after.text,
      attachments: JSON.stringify(after.attachments),
      story: after.story === null ? null : JSON.stringify(after.story),
      edits: JSON.stringify(after.edits),
      reactions: JSON.stringify(after.reactions),
      quote_text: after.quote_text,
      edited_at: after.edited_at,
      unsent_at: after.unsent_at,
      state: after.state,
      failure: after.failure,
      failure_kind: after.failure_kind,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Applies a change to the message that a platform names. False: we do not have it (yet). */
export async function changeByProviderId(
  tx: Ctx,
  channelId: string,
  providerId: string,
  change: MessageChange,
): Promise<boolean> {
  const message = await tx.db
    .selectFrom('messages')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('channel_id', '=', channelId)
    .where('provider_id', '=', providerId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!message) return false
  const after = withChange(message, change)
  if (after === message) return true
  const stored = await storeChanged(tx, message, after)
  emit(tx, messageChanged, stored.id, { message: toMessageView(stored) })
  return true
}

/** The list must not go on showing words that were taken back. */
async function refreshPreview(tx: Ctx, message: MessageRecord): Promise<void> {
  await sql`update conversations set preview = ${previewOf(message)}, version = version + 1
    where org_id = ${tx.orgId} and id = ${message.conversation_id} and last_message_at = ${message.at}`.execute(
    tx.db,
  )
}
