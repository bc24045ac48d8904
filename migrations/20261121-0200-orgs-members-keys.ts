// Organisations, members with roles, invitations and API keys. Users and sessions are better-auth's (schema auth).
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemRole } from '#kernel/db.ts'
import { systemTable, tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table orgs (
    id uuid primary key,
    name text not null check (length(name) between 1 and 80),
    timezone text not null default 'UTC',
    settings jsonb not null default '{}',
    is_demo boolean not null default false,
    created_at timestamptz not null default now()
  )`.execute(db)
  await systemTable(db, 'orgs')

  // A tenant reads its own row through this view; the system role writes.
  await sql`create view own_org with (security_barrier) as
    select * from orgs where id = (select nullif(current_setting('app.org_id', true), '')::uuid)`.execute(db)
  await sql`grant select on own_org to parley_tenant`.execute(db)

  await sql`create table members (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    user_id text not null,
    name text not null, email text not null,
    role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
    active boolean not null default true,
    preferences jsonb not null default '{}',
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, user_id)
  )`.execute(db)
  await sql`create index members_user on members (user_id)`.execute(db)
  await tenantTable(db, 'members')

  await sql`create table invitations (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    email text not null, role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
    token_hash text not null unique,
    invited_by uuid not null,
    created_at timestamptz not null default now(), expires_at timestamptz not null,
    accepted_at timestamptz, revoked_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'invitations')

  await sql`create table api_keys (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    name text not null, prefix text not null, token_hash text not null unique,
    scopes text[] not null,
    created_by uuid, created_at timestamptz not null default now(),
    expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'api_keys')
  await sql`create schema auth authorization current_user`.execute(db)
  await sql`grant usage on schema auth to ${sql.id(systemRole)}`.execute(db)
  await sql`alter default privileges in schema auth grant select, insert, update, delete on tables to ${sql.id(systemRole)}`.execute(
    db,
  )
}
