import type { Generated, JSONColumnType } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { Action, Effect, RuleDefinition, TraceLine, skipReasons } from './schema.ts'
import type { SuggestionState } from './suggestion.schema.ts'

/** Short keys: there is one of these for each rule and message. */
export interface StoredCheck {
  /** Rule; null when none was looked at. */
  r: string | null
  /** Its version. */
  v: number | null
  why: 'ran' | (typeof skipReasons)[number]
  /** Path of the deciding part. */
  p?: string
}

type Json<T extends object | null> = JSONColumnType<T, string, string>

export interface RuleRunTable {
  org_id: string
  id: string
  rule_id: string
  rule_version: number
  rule_name: string
  message_id: string
  conversation_id: string
  contact_id: string
  branch: 'then' | 'otherwise'
  outcome: Effect['outcome']
  trace: Json<TraceLine[]>
  effects: Json<Effect[]>
  at: Date
}

export interface RuleWaitTable {
  org_id: string
  id: string
  run_id: string
  rule_id: string
  conversation_id: string
  message_seq: string
  actions: Json<Action[]>
  /** Place of the first of them in the rule's branch. */
  step: number
  cancel_on_human: boolean
  cancel_on_customer: boolean
  due_at: Date
  state: Generated<'waiting' | 'done' | 'cancelled'>
  tries: Generated<number>
  created_at: Date
}

export interface ReplySuggestionTable {
  org_id: string
  id: string
  conversation_id: string
  /** What it answers, and its place in the thread. */
  message_id: string
  message_seq: string
  rule_run_id: string
  rule_id: string
  rule_name: string
  text: string
  /** Of the text and where it goes: what an approval is bound to. */
  hash: string
  state: Generated<SuggestionState>
  /** Why it is where it is: what an approver said, why it could not be sent. */
  reason: string | null
  /** The newest request; null where no policy asks. */
  approval_id: string | null
  /** Who sent, edited or discarded it last. */
  by: JSONColumnType<Actor> | null
  version: Generated<number>
  at: Date
  ended_at: Date | null
}

declare module '#kernel/db.ts' {
  interface Database {
    rules_state: {
      org_id: string
      version: string
      stopped_at: Date | null
      stopped_by: string | null
      max_replies_per_hour: Generated<number>
    }
    rules: {
      org_id: string
      id: string
      position: number
      enabled: boolean
      version: number
      created_at: Date
      updated_at: Date
      deleted_at: Date | null
    }
    rule_versions: {
      org_id: string
      rule_id: string
      version: number
      definition: Json<RuleDefinition>
      by: Json<Actor>
      at: Date
    }
    rule_runs: RuleRunTable
    rule_checks: {
      org_id: string
      message_id: string
      conversation_id: string
      checks: Json<StoredCheck[]>
      at: Date
    }
    rule_waits: RuleWaitTable
    reply_suggestions: ReplySuggestionTable
  }
}
