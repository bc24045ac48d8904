// What the publishing engine remembers of a target, and how it finds the next one of an account.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // reconciles: how often evidence was looked for; asked_at: since when a person is asked. preflight: the last of
  // the looks before its time (1: a day, 2: an hour, 3: five minutes). handed_to: who sees to its trouble.
  await sql`alter table post_targets
    add column reconciles int not null default 0, add column asked_at timestamptz,
    add column preflight int not null default 0, add column handed_to uuid`.execute(db)
  await sql`create index post_targets_line on post_targets (org_id, channel_id, effective_at, id) where state = 'due'`.execute(
    db,
  )
  await sql`create index post_targets_busy on post_targets (org_id, channel_id) where state = 'publishing'`.execute(
    db,
  )
  await sql`create index post_targets_unknown on post_targets (effective_at) where state = 'unknown' and asked_at is null`.execute(
    db,
  )
}
