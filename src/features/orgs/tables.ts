import type { ColumnType, Generated } from 'kysely'
import type { Role, Scope } from '#contracts/scopes.ts'
import type { Actor } from '#contracts/event.ts'

/** A jsonb column: read as the value, written as `json(value)`. */
type Json<T> = ColumnType<T, string | undefined, string>

export interface OrgTable {
  id: string
  name: string
  timezone: Generated<string>
  settings: Json<Record<string, unknown>>
  is_demo: Generated<boolean>
  created_at: Generated<Date>
}

export interface MemberTable {
  org_id: string
  id: string
  user_id: string
  name: string
  email: string
  role: Role
  active: Generated<boolean>
  preferences: Json<Record<string, unknown>>
  created_at: Generated<Date>
}

export interface InvitationTable {
  org_id: string
  id: string
  email: string
  role: Role
  token_hash: string
  invited_by: string
  created_at: Generated<Date>
  expires_at: Date
  accepted_at: Date | null
  revoked_at: Date | null
}

export interface ApiKeyTable {
  org_id: string
  id: string
  name: string
  prefix: string
  token_hash: string
  scopes: Scope[]
  created_by: string | null
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

/** Written by the kernel's `audit`, read here. */
export interface AuditTable {
  org_id: string
  id: string
  at: Date
  actor: ColumnType<Actor, never, never>
  verb: string
  object_type: string
  object_id: string | null
  summary: string
  details: ColumnType<Record<string, unknown>, never, never>
  request_id: string
  /** The chat surface and the vendor's message it was done from. */
  surface: string | null
  message: string | null
}

declare module '#kernel/db.ts' {
  interface Database {
    /** Only the system role; a tenant reads and changes its own row through `own_org`. */
    orgs: OrgTable
    own_org: OrgTable
    members: MemberTable
    invitations: InvitationTable
    api_keys: ApiKeyTable
    audit_log: AuditTable
  }
}
