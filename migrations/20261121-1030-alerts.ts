// What people want to be told of, and each time it was so.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // watch: a metric with its condition, or an event. last_key: the stretch of days, or the thing, it was told for
  // last, so that it is told once.
  await sql`create table alerts (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, watch jsonb not null, place jsonb not null,
    event text, member_id uuid not null,
    firing boolean not null default false, last_key text, fault text,
    checked_at timestamptz, next_at timestamptz,
    created_at timestamptz not null default now(), deleted_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index alerts_due on alerts (next_at) where next_at is not null and deleted_at is null`.execute(
    db,
  )
  await sql`create index alerts_event on alerts (org_id, event) where event is not null and deleted_at is null`.execute(
    db,
  )
  await tenantTable(db, 'alerts')

  await sql`create table alert_firings (
    org_id uuid not null, id uuid not null, alert_id uuid not null,
    key text not null, sentence text not null, answer jsonb,
    at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, alert_id, key),
    foreign key (org_id, alert_id) references alerts (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'alert_firings')
}
