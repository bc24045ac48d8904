// Answers about figures are kept while the figures stand: this says when they do not any more.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // part: content (posts and accounts) or inbox. Without a row nothing has changed yet.
  await sql`create table figure_versions (
    org_id uuid not null references orgs on delete cascade,
    part text not null check (part in ('content', 'inbox')),
    version bigint not null,
    primary key (org_id, part)
  )`.execute(db)
  await tenantTable(db, 'figure_versions')
}
