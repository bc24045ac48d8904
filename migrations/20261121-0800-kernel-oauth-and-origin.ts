// States of sign-ins at vendors' consent pages, and where (surface, message) an audited act came from.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table oauth_states (
    state_hash text primary key,
    feature text not null, provider text not null,
    org_id uuid not null references orgs on delete cascade, member_id uuid not null,
    verifier text not null, sandbox boolean not null, data jsonb not null default '{}',
    expires_at timestamptz not null
  )`.execute(db)
  await sql`create index oauth_states_expired on oauth_states (expires_at)`.execute(db)
  await systemTable(db, 'oauth_states')
  await sql`alter table audit_log add column surface text, add column message text`.execute(db)
}
