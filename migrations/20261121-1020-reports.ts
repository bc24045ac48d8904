// Reports, when and where they are sent, and each sending with the answers as they were.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table reports (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, sections jsonb not null,
    version int not null default 1, created_by uuid,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'reports')

  // sections: of a question asked in a chat; a report's own are read when it is due. last_hash: what was sent last,
  // so that the same is not sent again; quiet_since: since when there is nothing new, which was said once.
  await sql`create table report_schedules (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, report_id uuid, sections jsonb,
    rrule text not null, zone text not null, place jsonb not null,
    next_at timestamptz, paused_reason text,
    member_id uuid not null,
    last_hash text, quiet_since timestamptz,
    version int not null default 1, created_at timestamptz not null default now(), deleted_at timestamptz,
    primary key (org_id, id),
    foreign key (org_id, report_id) references reports (org_id, id)
  )`.execute(db)
  await sql`create index report_schedules_due on report_schedules (next_at) where next_at is not null and deleted_at is null`.execute(
    db,
  )
  await tenantTable(db, 'report_schedules')

  await sql`create table report_runs (
    org_id uuid not null, id uuid not null, schedule_id uuid not null,
    name text not null, due_at timestamptz not null,
    state text not null check (state in ('sent', 'quiet', 'failed')),
    sections jsonb not null, reason text, mailed_at timestamptz, mail_tries int not null default 0,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, schedule_id, due_at),
    foreign key (org_id, schedule_id) references report_schedules (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index report_runs_newest on report_runs (org_id, schedule_id, due_at desc)`.execute(db)
  await tenantTable(db, 'report_runs')
}
