// What an organisation chose for the language model, and the chat messages that tell how far a question is.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // No row: switched on, with the usual model. model: null is the usual one, too.
  await sql`create table assistant_settings (
    org_id uuid primary key references orgs on delete cascade,
    enabled boolean not null default true,
    model text,
    changed_at timestamptz not null
  )`.execute(db)
  await tenantTable(db, 'assistant_settings', { grants: ['select', 'insert', 'update'] })

  // Written before the message is posted. message: null while nobody knows whether it was.
  await sql`create table assistant_progress (
    org_id uuid not null references orgs on delete cascade, input_id uuid not null,
    message jsonb, at timestamptz not null,
    primary key (org_id, input_id)
  )`.execute(db)
  await sql`create index assistant_progress_at on assistant_progress (at)`.execute(db)
  await tenantTable(db, 'assistant_progress', { grants: ['select', 'insert', 'update'] })
}
