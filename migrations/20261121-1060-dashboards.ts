// Dashboards, and what people keep of them: a period and filters under a name.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // template: made for the team once, so that a deleted one does not come back. owner: none of such a one.
  await sql`create table dashboards (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, widgets jsonb not null,
    shared boolean not null, owner_id uuid, place int not null, template text,
    version int not null default 1,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (org_id, id),
    unique (org_id, template)
  )`.execute(db)
  await tenantTable(db, 'dashboards')

  await sql`create table dashboard_views (
    org_id uuid not null, id uuid not null, dashboard_id uuid not null, member_id uuid not null,
    name text not null, settings jsonb not null, is_default boolean not null default false,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    foreign key (org_id, member_id) references members (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index dashboard_views_of on dashboard_views (org_id, dashboard_id, member_id)`.execute(db)
  await sql`create unique index dashboard_views_default on dashboard_views (org_id, dashboard_id, member_id)
    where is_default`.execute(db)
  await tenantTable(db, 'dashboard_views')
}
