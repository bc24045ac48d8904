import type { ColumnType, Generated } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { ApprovalState, DecisionKind, Plan, PolicyDefinition } from './schema.ts'

type Json<T> = ColumnType<T, unknown, unknown>

export interface ApprovalPolicyTable {
  org_id: string
  id: string
  name: string
  position: number
  enabled: Generated<boolean>
  definition: Json<PolicyDefinition>
  version: Generated<number>
  created_at: Generated<Date>
  updated_at: Generated<Date>
  deleted_at: Date | null
}

export interface ApprovalTable {
  org_id: string
  id: string
  object_type: string
  object_id: string
  hash: string
  object_version: number
  title: string
  state: ApprovalState
  /** Index into the plan's stages. */
  stage: Generated<number>
  policy_id: string | null
  policy_name: string
  plan: Json<Plan>
  requested_by: Json<Actor>
  author_id: string | null
  slot_at: Date | null
  approve_by: Date | null
  reminders_sent: Generated<number>
  next_reminder_at: Date | null
  version: Generated<number>
  requested_at: Generated<Date>
  ended_at: Date | null
}

interface ApprovalSeatTable {
  org_id: string
  approval_id: string
  stage: number
  member_id: string
  delegated_from: string | null
}

export interface ApprovalDecisionTable {
  org_id: string
  id: string
  approval_id: string
  object_type: string
  object_id: string
  hash: string
  object_version: number
  stage: number
  decision: DecisionKind
  actor: Json<Actor>
  /** Who counts once: `member:<id>`, `guest:<id>`… */
  actor_key: string
  reason: string | null
  surface: string | null
  message: string | null
  at: Generated<Date>
}

interface ApprovalGuestTable {
  org_id: string
  id: string
  approval_id: string
  name: string
  email: string | null
  stage: number
  token_hash: string
  created_by: Json<Actor>
  created_at: Generated<Date>
  expires_at: Date
  revoked_at: Date | null
  used_at: Date | null
}

declare module '#kernel/db.ts' {
  interface Database {
    approval_policies: ApprovalPolicyTable
    approvals: ApprovalTable
    approval_seats: ApprovalSeatTable
    approval_decisions: ApprovalDecisionTable
    approval_guests: ApprovalGuestTable
    approval_guest_routes: { token_hash: string; org_id: string; guest_id: string }
  }
}
