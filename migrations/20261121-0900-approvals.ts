// Approvals of anything that has a type, an id and a hash: policies, requests, decisions that are only added.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable, tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The first policy in order that matches decides; none: no approval is needed.
  await sql`create table approval_policies (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, position int not null, enabled boolean not null default true,
    definition jsonb not null,
    version int not null default 1,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'approval_policies')

  // hash: what exactly is asked for. plan: the policy's stages with its people, frozen at the request.
  await sql`create table approvals (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    object_type text not null, object_id uuid not null, hash text not null,
    object_version int not null,
    title text not null,
    state text not null check (state in ('pending', 'granted', 'changes_requested', 'rejected', 'withdrawn', 'replaced', 'expired')),
    stage int not null default 0,
    policy_id uuid, policy_name text not null, plan jsonb not null,
    requested_by jsonb not null, author_id uuid,
    slot_at timestamptz, approve_by timestamptz,
    reminders_sent int not null default 0, next_reminder_at timestamptz,
    version int not null default 1,
    requested_at timestamptz not null default now(), ended_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create unique index approvals_pending on approvals (org_id, object_type, object_id) where state = 'pending'`.execute(
    db,
  )
  await sql`create index approvals_object on approvals (org_id, object_type, object_id, id desc)`.execute(db)
  await sql`create index approvals_waiting on approvals (org_id, id desc) where state = 'pending'`.execute(db)
  await sql`create index approvals_due on approvals (next_reminder_at) where state = 'pending' and next_reminder_at is not null`.execute(
    db,
  )
  await sql`create index approvals_late on approvals (approve_by) where state = 'pending' and approve_by is not null`.execute(
    db,
  )
  await tenantTable(db, 'approvals')

  // Who may decide at which stage of a request, member by member, so that "waiting for me" is one index.
  await sql`create table approval_seats (
    org_id uuid not null, approval_id uuid not null, stage int not null, member_id uuid not null,
    delegated_from uuid,
    primary key (org_id, approval_id, stage, member_id),
    foreign key (org_id, approval_id) references approvals (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index approval_seats_member on approval_seats (org_id, member_id, approval_id)`.execute(db)
  await tenantTable(db, 'approval_seats')

  // Append-only: the grants allow neither update nor delete.
  await sql`create table approval_decisions (
    org_id uuid not null, id uuid not null,
    approval_id uuid not null, object_type text not null, object_id uuid not null,
    hash text not null, object_version int not null, stage int not null,
    decision text not null check (decision in ('requested', 'approve', 'request_changes', 'reject', 'delegate', 'hold', 'release', 'withdraw', 'replace', 'expire', 'remind', 'escalate')),
    actor jsonb not null, actor_key text not null,
    reason text, surface text, message text,
    at timestamptz not null default now(),
    primary key (org_id, id),
    foreign key (org_id, approval_id) references approvals (org_id, id)
  )`.execute(db)
  await sql`create index approval_decisions_approval on approval_decisions (org_id, approval_id, id)`.execute(
    db,
  )
  await sql`create index approval_decisions_object on approval_decisions (org_id, object_type, object_id, id)`.execute(
    db,
  )
  await tenantTable(db, 'approval_decisions', { grants: ['select', 'insert'] })

  // One object and version; the token is stored hashed.
  await sql`create table approval_guests (
    org_id uuid not null, id uuid not null, approval_id uuid not null,
    name text not null, email text, stage int not null,
    token_hash text not null,
    created_by jsonb not null, created_at timestamptz not null default now(),
    expires_at timestamptz not null, revoked_at timestamptz, used_at timestamptz,
    primary key (org_id, id),
    foreign key (org_id, approval_id) references approvals (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'approval_guests')
  await sql`create table approval_guest_routes (
    token_hash text primary key, org_id uuid not null, guest_id uuid not null
  )`.execute(db)
  await systemTable(db, 'approval_guest_routes')
}
