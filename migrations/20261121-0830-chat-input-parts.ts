// Acts that a vendor tells in parts (an album, picture by picture): the parts wait here to become one act.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table chat_input_parts (
    whole text not null, key text not null,
    input jsonb not null,
    at timestamptz not null,
    primary key (whole, key)
  )`.execute(db)
  await systemTable(db, 'chat_input_parts')
}
