// Chats of the team: workspaces, who is who there, what people did, the cards posted, and their buttons.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemTable, tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createWorkspaces(db)
  await createLinks(db)
  await createInputs(db)
  await createCards(db)
}

async function createWorkspaces(db: Kysely<unknown>): Promise<void> {
  await sql`create table chat_workspaces (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    surface text not null, external_id text not null, name text not null,
    sandbox boolean not null default false,
    state text not null default 'active' check (state in ('active', 'reconnect', 'disconnected')),
    state_reason text,
    credentials text not null,
    settings jsonb not null default '{}',
    connected_by uuid,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, surface, external_id, sandbox)
  )`.execute(db)
  await tenantTable(db, 'chat_workspaces')

  // Whose workspace an act came from. Without org_id first: it is what finds the organisation.
  await sql`create table chat_routes (
    surface text not null, external_id text not null, sandbox boolean not null,
    org_id uuid not null, workspace_id uuid not null,
    primary key (surface, external_id, sandbox),
    unique (workspace_id),
    foreign key (org_id, workspace_id) references chat_workspaces (org_id, id) on delete cascade
  )`.execute(db)
  await systemTable(db, 'chat_routes')

  await sql`create table chat_channels (
    org_id uuid not null,
    workspace_id uuid not null, channel text not null,
    name text not null,
    purposes text[] not null,
    primary key (org_id, workspace_id, channel),
    foreign key (org_id, workspace_id) references chat_workspaces (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'chat_channels')
}

async function createLinks(db: Kysely<unknown>): Promise<void> {
  // workspace: the vendor's id of it, or '' where a person is the same in all of them.
  await sql`create table chat_links (
    org_id uuid not null,
    id uuid not null,
    surface text not null, sandbox boolean not null, workspace text not null default '', user_id text not null,
    member_id uuid not null,
    name text not null,
    created_at timestamptz not null default now(), used_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, surface, sandbox, workspace, user_id),
    foreign key (org_id, member_id) references members (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index chat_links_user on chat_links (surface, user_id, sandbox)`.execute(db)
  await sql`create index chat_links_member on chat_links (org_id, member_id)`.execute(db)
  await tenantTable(db, 'chat_links')

  // One-time addresses. A person who is not linked yet belongs to no organisation that we know of.
  await sql`create table chat_tokens (
    token_hash text primary key,
    kind text not null check (kind in ('connect', 'person', 'link')),
    surface text not null, sandbox boolean not null,
    workspace text, user_id text, user_name text,
    org_id uuid references orgs on delete cascade, member_id uuid,
    expires_at timestamptz not null
  )`.execute(db)
  await sql`create index chat_tokens_expired on chat_tokens (expires_at)`.execute(db)
  await systemTable(db, 'chat_tokens')

  // What is being asked of whom, on surfaces without forms of their own.
  await sql`create table chat_prompts (
    surface text not null, sandbox boolean not null, channel text not null, user_id text not null,
    prompt jsonb not null,
    expires_at timestamptz not null,
    primary key (surface, sandbox, channel, user_id)
  )`.execute(db)
  await sql`create index chat_prompts_expired on chat_prompts (expires_at)`.execute(db)
  await systemTable(db, 'chat_prompts')

  // Writes that a program asked for and has not confirmed.
  await sql`create table chat_confirmations (
    org_id uuid not null references orgs on delete cascade,
    token_hash text not null,
    caller text not null, command text not null, args jsonb not null,
    expires_at timestamptz not null,
    primary key (org_id, token_hash)
  )`.execute(db)
  await sql`create index chat_confirmations_expired on chat_confirmations (expires_at)`.execute(db)
  await tenantTable(db, 'chat_confirmations')
}

async function createInputs(db: Kysely<unknown>): Promise<void> {
  // What people did, as it came in: before anybody knows whose they are.
  await sql`create table chat_inputs (
    id uuid primary key,
    surface text not null, sandbox boolean not null, key text not null,
    input jsonb not null,
    received_at timestamptz not null,
    done_at timestamptz,
    unique (surface, sandbox, key)
  )`.execute(db)
  await sql`create index chat_inputs_received on chat_inputs (received_at)`.execute(db)
  await systemTable(db, 'chat_inputs')

  // Written in the transaction that did it: an act with a row here is never run again, only answered.
  await sql`create table chat_answers (
    org_id uuid not null references orgs on delete cascade,
    input_id uuid not null,
    answer jsonb,
    at timestamptz not null,
    primary key (org_id, input_id)
  )`.execute(db)
  await sql`create index chat_answers_at on chat_answers (at)`.execute(db)
  await tenantTable(db, 'chat_answers')
}

async function createCards(db: Kysely<unknown>): Promise<void> {
  // One row for each copy of a card. target: why it is there, so that one reason posts one copy.
  await sql`create table cards (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    object_type text not null, object_id text not null,
    target text not null,
    workspace_id uuid, surface text not null, sandbox boolean not null,
    user_id text, member_id uuid,
    channel text, thread text, message text,
    state text not null check (state in ('queued', 'posting', 'posted', 'unknown', 'failed', 'gone')),
    reason text,
    wanted_pos bigint not null default 0, rendered_pos bigint not null default 0,
    rendered_version text, rendered_hash text,
    lease_until timestamptz, retry_at timestamptz, attempted_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, object_type, object_id, target),
    foreign key (org_id, workspace_id) references chat_workspaces (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index cards_message on cards (org_id, surface, channel, message)`.execute(db)
  await sql`create index cards_behind on cards (org_id, object_type, object_id)
    where state = 'posted' and wanted_pos > rendered_pos`.execute(db)
  await sql`create index cards_unposted on cards (created_at) where state in ('queued', 'posting')`.execute(
    db,
  )
  await tenantTable(db, 'cards')

  // What a button does; a message carries only the token.
  await sql`create table card_buttons (
    org_id uuid not null references orgs on delete cascade,
    token text not null unique,
    object_type text, object_id text, object_version text,
    member_id uuid,
    label text not null, command text not null, args jsonb not null, ask jsonb,
    expires_at timestamptz not null,
    primary key (org_id, token)
  )`.execute(db)
  await sql`create index card_buttons_expired on card_buttons (expires_at)`.execute(db)
  await tenantTable(db, 'card_buttons')
}
