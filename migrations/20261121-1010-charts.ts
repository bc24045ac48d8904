// Charts that were said in a chat: kept as figures, drawn when the picture is asked for.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table charts (
    org_id uuid not null, id uuid not null,
    chart jsonb not null,
    created_at timestamptz not null,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index charts_old on charts (created_at)`.execute(db)
  await tenantTable(db, 'charts', { grants: ['select', 'insert', 'update'] })
}
