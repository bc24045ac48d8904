// Posts: what will be read where and when, frozen versions, one target per account, and every attempt to publish.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createPosts(db)
  await createPublishing(db)
  await createLibrary(db)
}

async function createPosts(db: Kysely<unknown>): Promise<void> {
  await sql`create table post_numbers (
    org_id uuid primary key references orgs on delete cascade, last int not null
  )`.execute(db)
  await tenantTable(db, 'post_numbers')

  // content: what all accounts share; a target's override replaces parts of it. hash: of everything that
  // readers see and where. planned_*: the people's time (instant, wall clock, zone). submit_by: who submitted
  // it while its media were still being prepared.
  await sql`create table posts (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    number int not null, title text not null,
    state text not null default 'draft' check (state in ('draft', 'in_review', 'changes_requested', 'rejected', 'approved',
      'scheduled', 'on_hold', 'publishing', 'published', 'partly_published', 'failed', 'unknown', 'missed')),
    state_reason text,
    content jsonb not null, labels text[] not null default '{}',
    hash text not null, content_version int not null default 1,
    approved_hash text, approval_id uuid,
    submit_by jsonb,
    planned_at timestamptz, planned_wall text, planned_zone text,
    slot_id uuid, series_id uuid, occurrence_at timestamptz,
    author jsonb not null, author_id uuid, source jsonb not null default '{}',
    version int not null default 1,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (org_id, id), unique (org_id, number),
    check ((planned_at is null) = (planned_wall is null) and (planned_at is null) = (planned_zone is null))
  )`.execute(db)
  await sql`create unique index posts_occurrence on posts (org_id, series_id, occurrence_at) where series_id is not null`.execute(
    db,
  )
  // One act in a chat makes one post, however often the act is told.
  await sql`create unique index posts_act on posts (org_id, (source->>'act')) where source ? 'act'`.execute(
    db,
  )
  await sql`create index posts_calendar on posts (org_id, planned_at, id) where planned_at is not null and deleted_at is null`.execute(
    db,
  )
  await sql`create index posts_state on posts (org_id, state, id desc) where deleted_at is null`.execute(db)
  await sql`create index posts_newest on posts (org_id, id desc) where deleted_at is null`.execute(db)
  await sql`create index posts_labels on posts using gin (labels)`.execute(db)
  await sql`create index posts_title on posts using gin (org_id, title gin_trgm_ops)`.execute(db)
  await tenantTable(db, 'posts')

  // What a version was, frozen: for differences, and to publish what was approved. A version stands twice where
  // its media were prepared after it was written: what readers see is then known to the byte.
  await sql`create table post_versions (
    org_id uuid not null, post_id uuid not null, version int not null,
    hash text not null, snapshot jsonb not null,
    by jsonb not null, at timestamptz not null default now(),
    primary key (org_id, post_id, version, hash),
    foreign key (org_id, post_id) references posts (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'post_versions', { grants: ['select', 'insert'] })

  // Pictures of how content looks at an account; made once for each content.
  await sql`create table post_previews (
    org_id uuid not null, channel_id uuid not null, hash text not null, media_id uuid not null,
    made_at timestamptz not null default now(),
    primary key (org_id, channel_id, hash),
    foreign key (org_id, channel_id) references channels (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'post_previews')
}

async function createPublishing(db: Kysely<unknown>): Promise<void> {
  // effective_at: when the system will publish it (stagger, jitter, retry); it never touches an approval.
  // lease_* and fence: the one process that calls the vendor now. handles: what finished steps gave.
  await sql`create table post_targets (
    org_id uuid not null, id uuid not null, post_id uuid not null, channel_id uuid not null,
    override jsonb not null default '{}',
    state text not null default 'idle' check (state in ('idle', 'due', 'publishing', 'published', 'failed', 'unknown', 'missed', 'cancelled')),
    effective_at timestamptz,
    lease_owner text, lease_until timestamptz, fence bigint not null default 0,
    handles jsonb not null default '{}', steps_done text[] not null default '{}',
    tries int not null default 0, not_ready int not null default 0,
    published_id text, published_url text, published_at timestamptz, started_at timestamptz,
    failure_kind text, failure text, late_told_at timestamptz,
    version int not null default 1,
    primary key (org_id, id), unique (org_id, post_id, channel_id),
    foreign key (org_id, post_id) references posts (org_id, id) on delete cascade,
    foreign key (org_id, channel_id) references channels (org_id, id)
  )`.execute(db)
  // Over all organisations, for the dispatcher and the sweeper.
  await sql`create index post_targets_due on post_targets (effective_at) where state = 'due'`.execute(db)
  await sql`create index post_targets_running on post_targets (lease_until) where state = 'publishing'`.execute(
    db,
  )
  await sql`create index post_targets_channel on post_targets (org_id, channel_id, published_at desc)`.execute(
    db,
  )
  await tenantTable(db, 'post_targets')

  await sql`create table publish_attempts (
    org_id uuid not null, id uuid not null, target_id uuid not null,
    number int not null, step text not null, effect text not null check (effect in ('private', 'public')),
    fence bigint not null,
    started_at timestamptz not null default now(), ended_at timestamptz,
    outcome text check (outcome in ('done', 'not_sent', 'rejected', 'unknown', 'not_ready')),
    failure_kind text, failure text, vendor_code text,
    settled_by text check (settled_by in ('answer', 'evidence', 'person', 'sweeper')),
    primary key (org_id, id), unique (org_id, target_id, number),
    foreign key (org_id, target_id) references post_targets (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create unique index publish_attempts_open on publish_attempts (org_id, target_id) where ended_at is null`.execute(
    db,
  )
  await sql`create unique index publish_attempts_step on publish_attempts (org_id, target_id, step) where outcome = 'done'`.execute(
    db,
  )
  await tenantTable(db, 'publish_attempts')
}

async function createLibrary(db: Kysely<unknown>): Promise<void> {
  // The bytes that a platform gets, made before approval; spec names size and format, e.g. jpeg-1440.
  await sql`create table renditions (
    org_id uuid not null, source_id uuid not null, spec text not null,
    media_id uuid not null, hash text not null, mime text not null, bytes bigint not null,
    width int, height int, seconds double precision,
    created_at timestamptz not null default now(),
    primary key (org_id, source_id, spec)
  )`.execute(db)
  await tenantTable(db, 'renditions')

  // What people chose to keep and find again: a file of the media table with its words.
  await sql`create table library_files (
    org_id uuid not null, media_id uuid not null,
    alt text not null default '', tags text[] not null default '{}',
    hash text not null, seconds double precision, rotation int, codec text,
    animated boolean not null default false, alpha boolean not null default false,
    added_by jsonb not null, created_at timestamptz not null default now(), deleted_at timestamptz,
    primary key (org_id, media_id)
  )`.execute(db)
  await sql`create index library_newest on library_files (org_id, media_id desc) where deleted_at is null`.execute(
    db,
  )
  await tenantTable(db, 'library_files')

  await sql`create table post_templates (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    name text not null, category text not null default '', content jsonb not null,
    version int not null default 1,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await sql`create unique index post_templates_name on post_templates (org_id, lower(name))`.execute(db)
  await tenantTable(db, 'post_templates')

  // kind hashtags: added on request; signature: text at the end. caps: most tags per platform.
  await sql`create table text_snippets (
    org_id uuid not null references orgs on delete cascade, id uuid not null,
    kind text not null check (kind in ('hashtags', 'signature')), name text not null, body text not null,
    caps jsonb not null default '{}',
    version int not null default 1, created_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await sql`create unique index text_snippets_name on text_snippets (org_id, kind, lower(name))`.execute(db)
  await tenantTable(db, 'text_snippets')
}
