// Channels (accounts of ours at the platforms), what they told us, the people who write, and stored files.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable, tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createChannels(db)
  await createInbound(db)
  await createContacts(db)
  await createMedia(db)
}

async function createChannels(db: Kysely<unknown>): Promise<void> {
  await sql`create table channels (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    connector text not null, external_id text not null, name text not null,
    sandbox boolean not null default false,
    state text not null default 'active' check (state in ('active', 'paused', 'reconnect', 'disconnected')),
    state_reason text,
    credentials text not null,
    settings jsonb not null default '{}',
    last_event_at timestamptz, last_error text, last_error_at timestamptz,
    health jsonb, health_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'channels')

  // Whose account a vendor's event is for. Without org_id first: it is what finds the organisation.
  await sql`create table channel_routes (
    connector text not null, external_id text not null,
    org_id uuid not null, channel_id uuid not null, sandbox boolean not null,
    primary key (connector, external_id),
    unique (channel_id),
    foreign key (org_id, channel_id) references channels (org_id, id) on delete cascade
  )`.execute(db)
  await systemTable(db, 'channel_routes')

  // One poller at a time per channel; the cursor moves only with the commit of what it passed.
  await sql`create table channel_polls (
    channel_id uuid primary key, org_id uuid not null, connector text not null,
    cursor text,
    lease_owner uuid, lease_until timestamptz, fence bigint not null default 0,
    foreign key (org_id, channel_id) references channels (org_id, id) on delete cascade
  )`.execute(db)
  await systemTable(db, 'channel_polls')
}

async function createInbound(db: Kysely<unknown>): Promise<void> {
  // route: '' for the app's URL, 'sandbox', or the channel id.
  await sql`create table inbound_events (
    id uuid primary key,
    connector text not null, route text not null, key text not null,
    body bytea not null,
    received_at timestamptz not null default now(),
    state text not null default 'new' check (state in ('new', 'done', 'parked')),
    reason text,
    applied_at timestamptz,
    unique (connector, route, key)
  )`.execute(db)
  await sql`create index inbound_events_received on inbound_events (received_at)`.execute(db)
  await sql`create index inbound_events_parked on inbound_events (received_at) where state = 'parked'`.execute(
    db,
  )
  await systemTable(db, 'inbound_events')

  await sql`create table parked_events (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    channel_id uuid not null, inbound_event_id uuid,
    event jsonb not null, reason text not null,
    parked_at timestamptz not null default now(),
    replayed_at timestamptz,
    primary key (org_id, id),
    foreign key (org_id, channel_id) references channels (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index parked_events_channel on parked_events (org_id, channel_id, id desc) where replayed_at is null`.execute(
    db,
  )
  await sql`create index parked_events_inbound on parked_events (inbound_event_id)`.execute(db)
  await tenantTable(db, 'parked_events')
}

async function createContacts(db: Kysely<unknown>): Promise<void> {
  await sql`create table contacts (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    name text not null, email text, phone text, note text,
    facts jsonb not null default '{}',
    avatar_media_id uuid,
    version int not null default 1,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index contacts_seen on contacts (org_id, last_seen_at desc nulls last, id desc)`.execute(
    db,
  )
  await sql`create index contacts_name on contacts using gin (org_id, lower(name) gin_trgm_ops)`.execute(db)
  await tenantTable(db, 'contacts', { searchable: true })

  await sql`create table contact_identities (
    org_id uuid not null,
    id uuid not null,
    contact_id uuid not null, channel_id uuid not null,
    external_id text not null,
    username text, locale text,
    verified boolean not null default false,
    blocked boolean not null default false, blocked_changed_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, channel_id, external_id),
    foreign key (org_id, contact_id) references contacts (org_id, id) on delete cascade,
    foreign key (org_id, channel_id) references channels (org_id, id)
  )`.execute(db)
  await sql`create index contact_identities_contact on contact_identities (org_id, contact_id)`.execute(db)
  await tenantTable(db, 'contact_identities', { searchable: true })
}

async function createMedia(db: Kysely<unknown>): Promise<void> {
  await sql`create table media (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    name text not null, mime text not null, kind text not null check (kind in ('image', 'video', 'audio', 'file')),
    size_bytes bigint not null, width int, height int,
    storage_key text not null, preview_key text,
    uploaded_by text,
    created_at timestamptz not null default now(),
    primary key (org_id, id)
  )`.execute(db)
  await tenantTable(db, 'media')
}
