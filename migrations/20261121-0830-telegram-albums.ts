// An album comes to the team's Telegram bot picture by picture; they wait here to become one act.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table telegram_album_parts (
    album text not null, key text not null,
    input jsonb not null,
    at timestamptz not null,
    primary key (album, key)
  )`.execute(db)
  await systemTable(db, 'telegram_album_parts')
}
