// Metrics by formula, and the index that tells who wrote when: cohorts read it.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // slug: what questions and other formulas call it; it stays when the name changes.
  await sql`create table custom_metrics (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    slug text not null check (slug ~ '^[a-z0-9_]{1,60}$'),
    name text not null, category text not null, formula text not null,
    unit text not null check (unit in ('count', 'percent', 'seconds')),
    version int not null default 1,
    created_by uuid, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create unique index custom_metrics_slug on custom_metrics (org_id, slug) where deleted_at is null`.execute(
    db,
  )
  await tenantTable(db, 'custom_metrics')
  // Of everything that is kept, only when customers wrote, conversation by conversation.
  await sql`create index messages_from_customers on messages (org_id, conversation_id, at) include (channel_id)
    where kind = 'message' and author_kind = 'contact'`.execute(db)
}
