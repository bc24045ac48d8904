// Replies that a rule suggests and a person sends: nothing reaches the customer until somebody says so.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // message_seq: what is written after it by the customer or a person makes the suggestion stale.
  await sql`create table reply_suggestions (
    org_id uuid not null, id uuid not null,
    conversation_id uuid not null,
    message_id uuid not null, message_seq bigint not null,
    rule_run_id uuid not null, rule_id uuid not null, rule_name text not null,
    text text not null, hash text not null,
    state text not null default 'pending' check (state in ('pending', 'sent', 'discarded', 'stale')),
    reason text,
    approval_id uuid,
    by jsonb,
    version int not null default 1,
    at timestamptz not null, ended_at timestamptz,
    primary key (org_id, id),
    unique (org_id, rule_run_id),
    foreign key (org_id, rule_run_id) references rule_runs (org_id, id) on delete cascade deferrable initially deferred,
    foreign key (org_id, conversation_id) references conversations (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index reply_suggestions_conversation on reply_suggestions (org_id, conversation_id, id desc)`.execute(
    db,
  )
  await tenantTable(db, 'reply_suggestions', { grants: ['select', 'insert', 'update'] })
}
