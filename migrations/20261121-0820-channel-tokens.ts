// When a channel's token ends, and who renews it: one at a time, never over a newer one.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table channels
    add column token_expires_at timestamptz, add column token_since timestamptz,
    add column credentials_version int not null default 1,
    add column refresh_at timestamptz, add column refresh_failures int not null default 0,
    add column refresh_owner uuid, add column refresh_until timestamptz`.execute(db)
  await sql`create index channels_refresh on channels (refresh_at)
    where refresh_at is not null and state in ('active', 'paused')`.execute(db)
}
