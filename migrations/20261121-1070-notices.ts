// What each member is told of: what chat also tells, for those without a chat, and to be looked up.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // pos: of the event that it tells of, so that a job that runs twice tells once.
  await sql`create table notices (
    org_id uuid not null, id uuid not null, member_id uuid not null,
    kind text not null, title text not null, detail text not null, path text not null,
    pos bigint not null, at timestamptz not null, read_at timestamptz,
    primary key (org_id, id),
    unique (org_id, member_id, pos),
    foreign key (org_id, member_id) references members (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index notices_newest on notices (org_id, member_id, id desc)`.execute(db)
  await sql`create index notices_old on notices (at)`.execute(db)
  await tenantTable(db, 'notices')

  // unread is counted along, never counted up; muted: kinds that this member does not want.
  await sql`create table notice_boxes (
    org_id uuid not null, member_id uuid not null,
    unread int not null default 0, muted text[] not null default '{}',
    primary key (org_id, member_id),
    foreign key (org_id, member_id) references members (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'notice_boxes')
}
