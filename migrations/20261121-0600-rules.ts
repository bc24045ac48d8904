// Auto-reply rules with their versions, what they did about which message and why, and what they put off.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRules(db)
  await createRuns(db)
  await createWaits(db)
}

async function createRules(db: Kysely<unknown>): Promise<void> {
  // version: grows with every change of any rule, so that what is cached by it is never stale.
  await sql`create table rules_state (
    org_id uuid primary key references orgs on delete cascade,
    version bigint not null default 0,
    stopped_at timestamptz, stopped_by text,
    max_replies_per_hour int not null default 5 check (max_replies_per_hour between 1 and 60)
  )`.execute(db)
  await tenantTable(db, 'rules_state')

  await sql`create table rules (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    position int not null,
    enabled boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index rules_order on rules (org_id, position, id) where deleted_at is null`.execute(db)
  await tenantTable(db, 'rules')

  await sql`create table rule_versions (
    org_id uuid not null, rule_id uuid not null, version int not null,
    definition jsonb not null,
    by jsonb not null, at timestamptz not null default now(),
    primary key (org_id, rule_id, version),
    foreign key (org_id, rule_id) references rules (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'rule_versions', { grants: ['select', 'insert'] })
}

async function createRuns(db: Kysely<unknown>): Promise<void> {
  // A rule acts on a message once: cooldown and once per person are read from here, so rows stay.
  await sql`create table rule_runs (
    org_id uuid not null, id uuid not null,
    rule_id uuid not null, rule_version int not null, rule_name text not null,
    message_id uuid not null, conversation_id uuid not null, contact_id uuid not null,
    branch text not null check (branch in ('then', 'otherwise')),
    outcome text not null check (outcome in ('done', 'refused', 'waiting', 'cancelled')),
    trace jsonb not null, effects jsonb not null,
    at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, rule_id, message_id),
    foreign key (org_id, rule_id) references rules (org_id, id) on delete cascade,
    foreign key (org_id, conversation_id) references conversations (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index rule_runs_newest on rule_runs (org_id, id desc)`.execute(db)
  await sql`create index rule_runs_rule on rule_runs (org_id, rule_id, id desc)`.execute(db)
  await sql`create index rule_runs_conversation on rule_runs (org_id, conversation_id, id desc)`.execute(db)
  await sql`create index rule_runs_contact on rule_runs (org_id, rule_id, contact_id, at desc)`.execute(db)
  await tenantTable(db, 'rule_runs')

  // One row per message: what each rule made of it. Its existence says that the message was handled.
  await sql`create table rule_checks (
    org_id uuid not null, message_id uuid not null, conversation_id uuid not null,
    checks jsonb not null,
    at timestamptz not null default now(),
    primary key (org_id, message_id),
    foreign key (org_id, conversation_id) references conversations (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index rule_checks_conversation on rule_checks (org_id, conversation_id, at desc, message_id desc)`.execute(
    db,
  )
  await sql`create index rule_checks_old on rule_checks (at)`.execute(db)
  await tenantTable(db, 'rule_checks')
}

async function createWaits(db: Kysely<unknown>): Promise<void> {
  await sql`create table rule_waits (
    org_id uuid not null, id uuid not null,
    run_id uuid not null, rule_id uuid not null, conversation_id uuid not null,
    message_seq bigint not null,
    actions jsonb not null, step int not null,
    cancel_on_human boolean not null, cancel_on_customer boolean not null,
    due_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'cancelled')),
    tries int not null default 0,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    foreign key (org_id, run_id) references rule_runs (org_id, id) on delete cascade deferrable initially deferred
  )`.execute(db)
  await sql`create index rule_waits_due on rule_waits (due_at) where state = 'waiting'`.execute(db)
  await sql`create index rule_waits_conversation on rule_waits (org_id, conversation_id) where state = 'waiting'`.execute(
    db,
  )
  await sql`create index rule_waits_rule on rule_waits (org_id, rule_id) where state = 'waiting'`.execute(db)
  await tenantTable(db, 'rule_waits')
}
