// What the language model was asked, in tokens and money: one row for each call.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // member_id: null where an API key asked. cost_usd: null where the price of the model is not known.
  await sql`create table assistant_usage (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    member_id uuid, at timestamptz not null, model text not null,
    prompt_tokens integer not null, completion_tokens integer not null,
    cost_usd numeric(14, 8),
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index assistant_usage_month on assistant_usage (org_id, at)`.execute(db)
  await sql`create index assistant_usage_old on assistant_usage (at)`.execute(db)
  await tenantTable(db, 'assistant_usage', { grants: ['select', 'insert'] })
}
