import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'
import { cleanJson } from '#kernel/text.ts'
import type { MessageEvent, StoredAttachment } from './schema.ts'
import type { AuthorKind, MessageState } from './tables.ts'
import type { ConversationRecord, MessageRecord } from './views.ts'

export interface NewMessage {
  id?: string
  kind: 'message' | 'note' | 'event'
  author: { kind: AuthorKind; id?: string | null; name: string }
  text?: string
  attachments?: StoredAttachment[]
  story?: Record<string, string> | null
  postback?: Record<string, string> | null
  referral?: Record<string, string> | null
  event?: MessageEvent
  quote?: { id: string; text: string } | null
  mentions?: string[]
  providerId?: string | null
  clientId?: string | null
  state?: MessageState
  at: Date
}

const json = (value: unknown): string | null => (value == null ? null : cleanJson(value))

/**
 * Inserts a message as the next of its locked conversation. The caller writes the conversation with
 * `last_message_seq` from the answer.
 */
export async function insertMessage(
  tx: Ctx,
  conversation: ConversationRecord,
  message: NewMessage,
): Promise<MessageRecord> {
  return tx.db
    .insertInto('messages')
    .values({
      org_id: tx.orgId,
      id: message.id ?? newId(),
      conversation_id: conversation.id,
      channel_id: conversation.channel_id,
      seq: String(BigInt(conversation.last_message_seq) + 1n),
      kind: message.kind,
      author_kind: message.author.kind,
      author_id: message.author.id ?? null,
      author_name: message.author.name,
      text: message.text ?? '',
      attachments: cleanJson(message.attachments ?? []),
      story: json(message.story),
      postback: json(message.postback),
      referral: json(message.referral),
      event: json(message.event),
      quote_id: message.quote?.id ?? null,
      quote_text: message.quote?.text ?? null,
      mentions: message.mentions ?? [],
      provider_id: message.providerId ?? null,
      client_id: message.clientId ?? null,
      state: message.state ?? null,
      at: message.at,
      created_at: tx.clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** A line of the thread that says what changed; moves the conversation's sequence, not its activity. */
export async function insertEventLine(
  tx: Ctx,
  conversation: ConversationRecord,
  event: MessageEvent,
): Promise<MessageRecord> {
  return insertMessage(tx, conversation, { kind: 'event', author: authorOf(tx), event, at: tx.clock.now() })
}

/** The author of what the present actor writes. */
export function authorOf(ctx: Ctx): NewMessage['author'] {
  const { kind, id, name } = ctx.actor
  return { kind: kind === 'contact' || kind === 'guest' ? 'system' : kind, id: id ?? null, name }
}
