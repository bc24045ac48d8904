// Who alone does what only one process may do: a gateway, a long poll.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table leaders (
    name text primary key,
    owner text not null, lease_until timestamptz not null
  )`.execute(db)
  await systemTable(db, 'leaders')
}
