import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ChatPurpose } from '#contracts/card.ts'
import type { ReplyField } from '#contracts/reply.ts'
import type { ChatInput } from '#contracts/surface.ts'
import type { ChatPrompt } from './prompts.ts'
import type { StoredAnswer } from './answers.ts'

export type WorkspaceState = 'active' | 'reconnect' | 'disconnected'
export type CopyState = 'queued' | 'posting' | 'posted' | 'unknown' | 'failed' | 'gone'

export interface WorkspaceTable {
  org_id: string
  id: string
  surface: string
  /** The vendor's id: team, guild, group. */
  external_id: string
  name: string
  sandbox: Generated<boolean>
  state: Generated<WorkspaceState>
  state_reason: string | null
  /** Sealed for `chat:<id>`. */
  credentials: string
  settings: JSONColumnType<Record<string, unknown>, string | undefined, string>
  connected_by: string | null
  created_at: Generated<Date>
}

export interface LinkTable {
  org_id: string
  id: string
  surface: string
  sandbox: boolean
  workspace: Generated<string>
  /** The vendor's id of the person. */
  user_id: string
  member_id: string
  name: string
  created_at: Generated<Date>
  used_at: Generated<Date>
}

export interface CopyTable {
  org_id: string
  id: string
  object_type: string
  object_id: string
  target: string
  /** None: a direct message that belongs to no one workspace. */
  workspace_id: string | null
  surface: string
  sandbox: boolean
  /** The person (of the vendor) and the member whose direct message it is. */
  user_id: string | null
  member_id: string | null
  channel: string | null
  thread: string | null
  message: string | null
  state: CopyState
  reason: string | null
  /** Position of the newest event that it should show, and of the one it shows (bigint, as text). */
  wanted_pos: Generated<string>
  rendered_pos: Generated<string>
  rendered_version: string | null
  rendered_hash: string | null
  /** Somebody draws it until then. */
  lease_until: Date | null
  retry_at: Date | null
  attempted_at: Date | null
  created_at: Generated<Date>
}

export interface ButtonTable {
  org_id: string
  token: string
  object_type: string | null
  object_id: string | null
  object_version: string | null
  /** Only this member may press it. */
  member_id: string | null
  label: string
  command: string
  args: JSONColumnType<Record<string, string>>
  ask: JSONColumnType<ReplyField[]> | null
  expires_at: Date
}

declare module '#kernel/db.ts' {
  interface Database {
    chat_workspaces: WorkspaceTable
    chat_routes: {
      surface: string
      external_id: string
      sandbox: boolean
      org_id: string
      workspace_id: string
    }
    chat_channels: {
      org_id: string
      workspace_id: string
      channel: string
      name: string
      purposes: ChatPurpose[]
    }
    chat_links: LinkTable
    chat_tokens: {
      token_hash: string
      kind: 'connect' | 'person' | 'link'
      surface: string
      sandbox: boolean
      workspace: string | null
      user_id: string | null
      user_name: string | null
      org_id: string | null
      member_id: string | null
      expires_at: Date
    }
    chat_prompts: {
      surface: string
      sandbox: boolean
      channel: string
      user_id: string
      prompt: JSONColumnType<ChatPrompt>
      expires_at: Date
    }
    chat_confirmations: {
      org_id: string
      token_hash: string
      caller: string
      command: string
      args: JSONColumnType<Record<string, unknown>>
      expires_at: Date
    }
    chat_inputs: {
      id: string
      surface: string
      sandbox: boolean
      key: string
      input: JSONColumnType<ChatInput>
      received_at: Date
      done_at: Date | null
    }
    chat_input_parts: {
      whole: string
      key: string
      input: JSONColumnType<ChatInput>
      at: Date
    }
    chat_answers: {
      org_id: string
      input_id: string
      answer: ColumnType<StoredAnswer | null, string | null, string | null>
      at: Date
    }
    cards: CopyTable
    card_buttons: ButtonTable
  }
}
