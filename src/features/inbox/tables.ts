import type { Generated, JSONColumnType } from 'kysely'
import type { MessageEvent, StoredAttachment } from './schema.ts'

export type ConversationStatus = 'open' | 'pending' | 'snoozed' | 'resolved'
export type AuthorKind = 'contact' | 'member' | 'rule' | 'api_key' | 'native' | 'system'
export type MessageState = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown'

export interface ConversationTable {
  org_id: string
  id: string
  number: number
  channel_id: string
  contact_id: string
  identity_id: string
  status: Generated<ConversationStatus>
  status_reason: string | null
  assignee_id: string | null
  priority: Generated<number>
  starred: Generated<boolean>
  needs_reply: Generated<boolean>
  labels: Generated<string[]>
  snoozed_until: Date | null
  resolved_at: Date | null
  last_activity_at: Date
  last_message_at: Date | null
  last_message_seq: Generated<string>
  last_inbound_at: Date | null
  last_outbound_at: Date | null
  /** Messages of the customer so far: unread is this minus what the member had read. */
  inbound_count: Generated<number>
  waiting_since: Date | null
  preview: Generated<string>
  preview_author: Generated<string>
  contact_read_at: Date | null
  send_lease_owner: string | null
  send_lease_until: Date | null
  send_fence: Generated<string>
  version: Generated<number>
  created_at: Generated<Date>
}

export interface MessageTable {
  org_id: string
  id: string
  conversation_id: string
  channel_id: string
  seq: string
  kind: 'message' | 'note' | 'event'
  author_kind: AuthorKind
  author_id: string | null
  author_name: string | null
  text: Generated<string>
  attachments: JSONColumnType<StoredAttachment[], string | undefined, string>
  story: JSONColumnType<Record<string, string>> | null
  postback: JSONColumnType<Record<string, string>> | null
  referral: JSONColumnType<Record<string, string>> | null
  event: JSONColumnType<MessageEvent> | null
  quote_id: string | null
  quote_text: string | null
  /** By who made it; the time decides which of two is the newer, `null` is one taken back. */
  reactions: JSONColumnType<Record<string, { emoji: string | null; at: string }>, string | undefined, string>
  mentions: Generated<string[]>
  edited_at: Date | null
  edits: JSONColumnType<Array<{ text: string; at: string }>, string | undefined, string>
  unsent_at: Date | null
  provider_id: string | null
  client_id: string | null
  state: MessageState | null
  failure_kind: string | null
  failure: string | null
  retry_at: Date | null
  tag: string | null
  at: Date
  created_at: Generated<Date>
  version: Generated<number>
}

export interface SendAttemptTable {
  org_id: string
  id: string
  message_id: string
  conversation_id: string
  number: number
  fence: string
  started_at: Generated<Date>
  ended_at: Date | null
  outcome: 'done' | 'not_sent' | 'rejected' | 'unknown' | null
  failure_kind: string | null
  failure: string | null
  vendor_code: string | null
  provider_id: string | null
  settled_by: 'answer' | 'echo' | 'receipt' | 'person' | 'sweeper' | null
}

export interface WaitingChangeTable {
  org_id: string
  id: string
  channel_id: string
  provider_id: string
  identity_external_id: string
  change: JSONColumnType<Record<string, unknown>>
  key: string
  at: Date
  created_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    conversations: ConversationTable
    conversation_numbers: { org_id: string; last: number }
    conversation_reads: {
      org_id: string
      member_id: string
      conversation_id: string
      read_seq: string
      read_inbound: number
      read_at: Generated<Date>
    }
    labels: { org_id: string; id: string; name: string; hue: Generated<number>; created_at: Generated<Date> }
    messages: MessageTable
    send_attempts: SendAttemptTable
    waiting_changes: WaitingChangeTable
    receipt_marks: {
      org_id: string
      identity_id: string
      delivered_until: Date | null
      read_until: Date | null
    }
    saved_replies: {
      org_id: string
      id: string
      shortcut: string
      title: string
      text: string
      uses: Generated<number>
      created_by: string | null
      created_at: Generated<Date>
      updated_at: Generated<Date>
    }
    undos: {
      org_id: string
      id: string
      member_id: string
      verb: string
      args: JSONColumnType<Record<string, unknown>>
      created_at: Generated<Date>
      used_at: Date | null
    }
  }
}
