// When posts go out: weekly slots and who has taken which, series that repeat, and settings of publishing.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table slots (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    weekday int not null check (weekday between 1 and 7), wall_time time not null, zone text not null,
    channel_ids uuid[] not null default '{}', category text not null default '',
    jitter_minutes int not null default 0 check (jitter_minutes between 0 and 120),
    paused boolean not null default false, version int not null default 1,
    created_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'slots')

  // One post per slot and day: the key decides who was first.
  await sql`create table slot_reservations (
    org_id uuid not null, slot_id uuid not null, at timestamptz not null, post_id uuid not null,
    primary key (org_id, slot_id, at),
    unique (org_id, post_id),
    foreign key (org_id, slot_id) references slots (org_id, id) on delete cascade,
    foreign key (org_id, post_id) references posts (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'slot_reservations')

  // rrule: RFC 5545 with DTSTART;TZID, in wall-clock time. made_until: occurrences up to here are posts already.
  await sql`create table post_series (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    rrule text not null, zone text not null, template_post_id uuid not null,
    skipped timestamptz[] not null default '{}',
    made_until timestamptz, next_at timestamptz, ended boolean not null default false,
    by jsonb not null, version int not null default 1, created_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index post_series_next on post_series (next_at) where not ended and next_at is not null`.execute(
    db,
  )
  await tenantTable(db, 'post_series')

  await sql`create table publishing_settings (
    org_id uuid primary key references orgs on delete cascade,
    settings jsonb not null default '{}', version int not null default 1
  )`.execute(db)
  await tenantTable(db, 'publishing_settings')

  await sql`create table channel_publishing (
    org_id uuid not null, channel_id uuid not null,
    paused boolean not null default false, min_gap_minutes int not null default 0,
    limits jsonb not null default '{}', category text not null default '',
    primary key (org_id, channel_id),
    foreign key (org_id, channel_id) references channels (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'channel_publishing')

  await sql`create table csv_imports (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, rows jsonb not null, state text not null check (state in ('checked', 'importing', 'imported', 'discarded')),
    by jsonb not null, created_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'csv_imports')
}
