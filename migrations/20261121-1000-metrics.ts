// Figures: what platforms counted (append-only), what it comes to by post and by day, and the inbox's own times.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemRole } from '#kernel/db.ts'
import { systemTable, tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createSnapshots(db)
  await createFigures(db)
  await createInboxFigures(db)
}

async function createSnapshots(db: Kysely<unknown>): Promise<void> {
  // subject: a post's target, or the channel. day: for a figure of one day; else it is what stood at captured_at.
  // suspect: why it does not count yet.
  await sql`create table metric_snapshots (
    org_id uuid not null, channel_id uuid not null, subject uuid not null,
    measure text not null, day date, value double precision not null,
    raw text not null, api_version text not null, suspect text,
    captured_at timestamptz not null
  ) partition by range (captured_at)`.execute(db)
  await sql`create index metric_snapshots_subject on metric_snapshots (org_id, subject, measure, captured_at desc)`.execute(
    db,
  )
  await sql`create index metric_snapshots_suspect on metric_snapshots (org_id, captured_at desc) where suspect is not null`.execute(
    db,
  )
  await tenantTable(db, 'metric_snapshots', { grants: ['select', 'insert'] })
  // A table a month. Nobody reaches one but through the whole, whose policies count.
  await sql`create function keep_metric_months(today date, months_kept int) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare month date; name text; old text;
    begin
      for ahead in 0..2 loop
        month := date_trunc('month', today) + make_interval(months => ahead);
        name := 'metric_snapshots_' || to_char(month, 'YYYYMM');
        if to_regclass('public.' || name) is null then
          execute format('create table public.%I partition of public.metric_snapshots for values from (%L) to (%L)',
            name, month, (month + interval '1 month')::date);
          execute format('alter table public.%I enable row level security', name);
          execute format('alter table public.%I force row level security', name);
        end if;
      end loop;
      for old in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'public.metric_snapshots'::regclass
          and c.relname < 'metric_snapshots_' || to_char(today - make_interval(months => months_kept), 'YYYYMM')
      loop
        execute format('drop table public.%I', old);
      end loop;
    end $$`.execute(db)
  await sql`revoke all on function keep_metric_months(date, int) from public`.execute(db)
  await sql`grant execute on function keep_metric_months(date, int) to ${sql.id(systemRole)}`.execute(db)
  await sql`select keep_metric_months(current_date, 1200)`.execute(db)
}

async function createFigures(db: Kysely<unknown>): Promise<void> {
  // A published target, and the newest figure of each measure that counts. next_at: when it is asked for again.
  await sql`create table measured_posts (
    org_id uuid not null, target_id uuid not null, post_id uuid not null, channel_id uuid not null,
    external_id text not null, format text not null, title text not null,
    labels text[] not null default '{}',
    published_at timestamptz not null,
    impressions double precision, reach double precision, views double precision, likes double precision,
    comments double precision, shares double precision, saves double precision, clicks double precision,
    watch_time double precision,
    measured_at timestamptz, next_at timestamptz, gone_at timestamptz,
    primary key (org_id, target_id),
    foreign key (org_id, post_id) references posts (org_id, id) on delete cascade,
    foreign key (org_id, channel_id) references channels (org_id, id)
  )`.execute(db)
  await sql`create index measured_posts_published on measured_posts (org_id, published_at)`.execute(db)
  await sql`create index measured_posts_post on measured_posts (org_id, post_id)`.execute(db)
  await sql`create index measured_posts_channel on measured_posts (org_id, channel_id, next_at) where next_at is not null`.execute(
    db,
  )
  await sql`create index measured_posts_due on measured_posts (next_at) where next_at is not null`.execute(db)
  await tenantTable(db, 'measured_posts')
  await sql`create index post_targets_published on post_targets (published_at) where state = 'published'`.execute(
    db,
  )

  await sql`create table account_days (
    org_id uuid not null, channel_id uuid not null, measure text not null, day date not null,
    value double precision not null, captured_at timestamptz not null,
    primary key (org_id, channel_id, measure, day),
    foreign key (org_id, channel_id) references channels (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'account_days')

  // What is known of reading figures from an account. circuits: measures that the vendor refuses, and until when
  // they are left out.
  await sql`create table metric_channels (
    org_id uuid not null, channel_id uuid not null,
    next_at timestamptz not null, backfilled_to date,
    posts_at timestamptz, account_at timestamptz,
    failure text, failure_kind text, failed_at timestamptz, failures int not null default 0,
    circuits jsonb not null default '{}',
    primary key (org_id, channel_id),
    foreign key (org_id, channel_id) references channels (org_id, id)
  )`.execute(db)
  await sql`create index metric_channels_due on metric_channels (next_at)`.execute(db)
  await tenantTable(db, 'metric_channels')
}

async function createInboxFigures(db: Kysely<unknown>): Promise<void> {
  // From the first message, or the reopening, to the resolve: the times that are measured of a conversation.
  await sql`create table conversation_spells (
    org_id uuid not null, conversation_id uuid not null, opened_at timestamptz not null,
    channel_id uuid not null,
    first_message_at timestamptz, answered_at timestamptz, answered_by text check (answered_by in ('rule', 'person')),
    resolved_at timestamptz,
    primary key (org_id, conversation_id, opened_at),
    foreign key (org_id, conversation_id) references conversations (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create unique index conversation_spells_running on conversation_spells (org_id, conversation_id) where resolved_at is null`.execute(
    db,
  )
  await sql`create index conversation_spells_opened on conversation_spells (org_id, opened_at)`.execute(db)
  await sql`create index conversation_spells_first on conversation_spells (org_id, first_message_at)`.execute(
    db,
  )
  await sql`create index conversation_spells_resolved on conversation_spells (org_id, resolved_at) where resolved_at is not null`.execute(
    db,
  )
  await tenantTable(db, 'conversation_spells')

  await sql`create table message_hours (
    org_id uuid not null, channel_id uuid not null, hour timestamptz not null,
    received int not null default 0, by_person int not null default 0, by_rule int not null default 0,
    primary key (org_id, hour, channel_id)
  )`.execute(db)
  await tenantTable(db, 'message_hours')

  // How far a reader of the event log has come.
  await sql`create table log_cursors (name text primary key, pos bigint not null)`.execute(db)
  await systemTable(db, 'log_cursors')
}
