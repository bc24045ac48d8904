import type { Selectable } from 'kysely'
import { failureKinds } from '#contracts/connector.ts'
import type { ConversationRow, MessageView } from './schema.ts'
import type { ConversationTable, MessageTable } from './tables.ts'

export type ConversationRecord = Selectable<ConversationTable>
export type MessageRecord = Omit<Selectable<MessageTable>, never>

/** Names that a conversation's row shows beside its own fields. */
export interface RowNames {
  contact: { id: string; name: string; avatarMediaId: string | null }
  channel: { id: string; name: string; connector: string }
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export function toRow(record: ConversationRecord, names: RowNames): ConversationRow {
  return {
    id: record.id,
    number: record.number,
    status: record.status,
    assigneeId: record.assignee_id,
    priority: record.priority,
    starred: record.starred,
    needsReply: record.needs_reply,
    labels: record.labels,
    snoozedUntil: iso(record.snoozed_until),
    lastActivityAt: record.last_activity_at.toISOString(),
    lastMessageSeq: record.last_message_seq,
    lastInboundAt: iso(record.last_inbound_at),
    waitingSince: iso(record.waiting_since),
    preview: record.preview,
    previewAuthor: record.preview_author as ConversationRow['previewAuthor'],
    contact: names.contact,
    channel: names.channel,
    version: record.version,
  }
}

/** Failures after which the same message may be tried again. */
const retryable = new Set<string>(
  failureKinds.filter((kind) => !['recipient_gone', 'window_closed', 'duplicate'].includes(kind)),
)

export function toMessageView(record: MessageRecord): MessageView {
  return {
    id: record.id,
    conversationId: record.conversation_id,
    seq: record.seq,
    kind: record.kind,
    author: { kind: record.author_kind, id: record.author_id, name: record.author_name ?? '' },
    text: record.text,
    attachments: record.attachments.map(({ source: _source, ...attachment }) => attachment),
    story: record.story,
    postback: record.postback,
    referral: record.referral,
    event: record.event,
    quote: record.quote_id === null ? null : { id: record.quote_id, text: record.quote_text ?? '' },
    reactions: Object.fromEntries(
      Object.entries(record.reactions).flatMap(([who, { emoji }]) => (emoji === null ? [] : [[who, emoji]])),
    ),
    mentions: record.mentions,
    editedAt: iso(record.edited_at),
    unsentAt: iso(record.unsent_at),
    state: record.state,
    failure:
      record.failure === null
        ? null
        : {
            kind: record.failure_kind ?? 'rejected',
            message: record.failure,
            canRetry: record.state === 'failed' && retryable.has(record.failure_kind ?? ''),
          },
    retryAt: iso(record.retry_at),
    clientId: record.client_id,
    at: record.at.toISOString(),
    version: record.version,
  }
}
