// Conversations, messages and everything that hangs on them, with the indexes of the inbox's lists and search.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { searchRole, tenantRole } from '#kernel/db.ts'
import { tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createConversations(db)
  await createMessages(db)
  await createAttempts(db)
  await createExtras(db)
  await createSearch(db)
}

async function createConversations(db: Kysely<unknown>): Promise<void> {
  // send_*: the committed lease of the drain that calls the vendor. number: what people call it by.
  await sql`create table conversations (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    number int not null,
    channel_id uuid not null, contact_id uuid not null, identity_id uuid not null,
    status text not null default 'open' check (status in ('open', 'pending', 'snoozed', 'resolved')),
    status_reason text,
    assignee_id uuid,
    priority smallint not null default 0 check (priority between 0 and 3),
    starred boolean not null default false,
    needs_reply boolean not null default false,
    labels text[] not null default '{}',
    snoozed_until timestamptz,
    resolved_at timestamptz,
    last_activity_at timestamptz not null,
    last_message_at timestamptz,
    last_message_seq bigint not null default 0,
    last_inbound_at timestamptz, last_outbound_at timestamptz,
    inbound_count int not null default 0,
    waiting_since timestamptz,
    preview text not null default '', preview_author text not null default 'contact',
    contact_read_at timestamptz,
    send_lease_owner uuid, send_lease_until timestamptz, send_fence bigint not null default 0,
    version int not null default 1,
    created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, number),
    foreign key (org_id, channel_id) references channels (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id),
    foreign key (org_id, identity_id) references contact_identities (org_id, id)
  )`.execute(db)
  await sql`create unique index conversations_one_open on conversations (org_id, identity_id) where status <> 'resolved'`.execute(
    db,
  )
  await sql`create index conversations_identity on conversations (org_id, identity_id, created_at desc)`.execute(
    db,
  )
  await sql`create index conversations_contact on conversations (org_id, contact_id, last_activity_at desc)`.execute(
    db,
  )
  await sql`create index conversations_list on conversations (org_id, status, last_activity_at desc, id desc)`.execute(
    db,
  )
  await sql`create index conversations_assignee on conversations (org_id, assignee_id, status, last_activity_at desc, id desc)`.execute(
    db,
  )
  await sql`create index conversations_starred on conversations (org_id, status, last_activity_at desc, id desc) where starred`.execute(
    db,
  )
  await sql`create index conversations_needs_reply on conversations (org_id, status, last_activity_at desc, id desc) where needs_reply`.execute(
    db,
  )
  await sql`create index conversations_waiting on conversations (org_id, status, waiting_since, id) where waiting_since is not null`.execute(
    db,
  )
  await sql`create index conversations_snoozed on conversations (snoozed_until) where status = 'snoozed'`.execute(
    db,
  )
  await sql`create index conversations_labels on conversations using gin (org_id, labels)`.execute(db)
  await tenantTable(db, 'conversations', { searchable: true })

  await sql`create table conversation_numbers (
    org_id uuid primary key references orgs on delete cascade, last int not null
  )`.execute(db)
  await tenantTable(db, 'conversation_numbers')

  await sql`create table conversation_reads (
    org_id uuid not null, member_id uuid not null, conversation_id uuid not null,
    read_seq bigint not null, read_inbound int not null, read_at timestamptz not null default now(),
    primary key (org_id, member_id, conversation_id),
    foreign key (org_id, conversation_id) references conversations (org_id, id) on delete cascade,
    foreign key (org_id, member_id) references members (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'conversation_reads')

  await sql`create table labels (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null, name text not null, hue smallint not null default 210,
    created_at timestamptz not null default now(),
    primary key (org_id, id), unique (org_id, name)
  )`.execute(db)
  await tenantTable(db, 'labels')
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  // seq: order of arrival within the conversation, the measure of "read". at: the platform's time.
  await sql`create table messages (
    org_id uuid not null,
    id uuid not null,
    conversation_id uuid not null, channel_id uuid not null,
    seq bigint not null,
    kind text not null check (kind in ('message', 'note', 'event')),
    author_kind text not null check (author_kind in ('contact', 'member', 'rule', 'api_key', 'native', 'system')),
    author_id uuid, author_name text,
    text text not null default '',
    words tsvector generated always as (to_tsvector('simple', text)) stored,
    attachments jsonb not null default '[]',
    story jsonb, postback jsonb, referral jsonb, event jsonb,
    quote_id text, quote_text text,
    reactions jsonb not null default '{}',
    mentions uuid[] not null default '{}',
    edited_at timestamptz, edits jsonb not null default '[]', unsent_at timestamptz,
    provider_id text, client_id uuid,
    state text check (state in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown')),
    failure_kind text, failure text,
    retry_at timestamptz,
    tag text,
    at timestamptz not null,
    created_at timestamptz not null default now(),
    version int not null default 1,
    primary key (org_id, id),
    foreign key (org_id, conversation_id) references conversations (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create unique index messages_provider on messages (org_id, channel_id, provider_id) where provider_id is not null`.execute(
    db,
  )
  await sql`create unique index messages_client on messages (org_id, conversation_id, client_id) where client_id is not null`.execute(
    db,
  )
  await sql`create index messages_thread on messages (org_id, conversation_id, at desc, seq desc)`.execute(db)
  await sql`create unique index messages_seq on messages (org_id, conversation_id, seq desc)`.execute(db)
  await sql`create index messages_newest on messages (org_id, created_at desc, id desc)`.execute(db)
  await sql`create index messages_due on messages (org_id, conversation_id, seq) where state in ('queued', 'sending')`.execute(
    db,
  )
  await sql`create index messages_stuck on messages (created_at) where state in ('queued', 'sending')`.execute(
    db,
  )
  await tenantTable(db, 'messages', { searchable: true })
}

async function createAttempts(db: Kysely<unknown>): Promise<void> {
  // One row per call of the vendor, committed before it. No outcome: the call was under way.
  await sql`create table send_attempts (
    org_id uuid not null,
    id uuid not null,
    message_id uuid not null, conversation_id uuid not null,
    number int not null, fence bigint not null,
    started_at timestamptz not null default now(), ended_at timestamptz,
    outcome text check (outcome in ('done', 'not_sent', 'rejected', 'unknown')),
    failure_kind text, failure text, vendor_code text, provider_id text,
    settled_by text check (settled_by in ('answer', 'echo', 'receipt', 'person', 'sweeper')),
    primary key (org_id, id),
    unique (org_id, message_id, number),
    foreign key (org_id, message_id) references messages (org_id, id) on delete cascade
  )`.execute(db)
  await sql`create index send_attempts_open on send_attempts (started_at) where ended_at is null`.execute(db)
  await sql`create index send_attempts_unsettled on send_attempts (org_id, conversation_id) where outcome is null or outcome = 'unknown'`.execute(
    db,
  )
  await tenantTable(db, 'send_attempts')

  // Receipts, reactions, edits, unsends and echoes that came before their message.
  await sql`create table waiting_changes (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    channel_id uuid not null, provider_id text not null, identity_external_id text not null,
    change jsonb not null, key text not null,
    at timestamptz not null, created_at timestamptz not null default now(),
    primary key (org_id, id),
    unique (org_id, channel_id, key)
  )`.execute(db)
  await sql`create index waiting_changes_message on waiting_changes (org_id, channel_id, provider_id)`.execute(
    db,
  )
  await sql`create index waiting_changes_old on waiting_changes (created_at)`.execute(db)
  await tenantTable(db, 'waiting_changes')

  // Highest watermark of a person's receipts: covers messages that are stored after it.
  await sql`create table receipt_marks (
    org_id uuid not null, identity_id uuid not null,
    delivered_until timestamptz, read_until timestamptz,
    primary key (org_id, identity_id),
    foreign key (org_id, identity_id) references contact_identities (org_id, id) on delete cascade
  )`.execute(db)
  await tenantTable(db, 'receipt_marks')
}

async function createExtras(db: Kysely<unknown>): Promise<void> {
  await sql`create table saved_replies (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null,
    shortcut text not null check (shortcut ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    title text not null, text text not null,
    uses int not null default 0,
    created_by uuid, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
    primary key (org_id, id), unique (org_id, shortcut)
  )`.execute(db)
  await tenantTable(db, 'saved_replies')

  // What a person may take back for a while: the compensating verb with its arguments.
  await sql`create table undos (
    org_id uuid not null references orgs on delete cascade,
    id uuid not null, member_id uuid not null,
    verb text not null, args jsonb not null,
    created_at timestamptz not null default now(), used_at timestamptz,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index undos_old on undos (created_at)`.execute(db)
  await tenantTable(db, 'undos')
}

/**
 * Search over all history. Indexes are not used under a policy, so it goes through a function of the search
 * role, which reads the organisation from the setting and takes none as argument.
 */
async function createSearch(db: Kysely<unknown>): Promise<void> {
  await sql`create index messages_text on messages using gin (org_id, words) where kind <> 'event'`.execute(
    db,
  )
  await sql`create index messages_trigram on messages using gin (org_id, text gin_trgm_ops) where kind <> 'event'`.execute(
    db,
  )
  const search = sql.id(searchRole)
  await sql`grant create on schema public to ${search}`.execute(db)
  await sql`create function search_messages(query_text text, part text, before_at timestamptz, before_id uuid, max_rows int)
    returns table (id uuid, conversation_id uuid, at timestamptz, created_at timestamptz)
    language plpgsql stable security definer rows 50
    set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan as $$
    declare
      org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
      query tsquery; edge record; found int;
      from_at timestamptz := coalesce(before_at, 'infinity'); from_id uuid := coalesce(before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    begin
      if org is null then raise exception 'no organisation is set' using errcode = '42501'; end if;
      if part is not null then
        return query select m.id, m.conversation_id, m.at, m.created_at from messages m
          where m.org_id = org and m.kind <> 'event' and m.text ilike part
            and (m.created_at, m.id) < (from_at, from_id)
          order by m.created_at desc, m.id desc limit max_rows;
        return;
      end if;
      query := to_tsquery('simple', query_text);
      -- A common word is found among the newest rows; only a rare one needs the index over all history.
      select m.created_at, m.id into edge from messages m
        where m.org_id = org and (m.created_at, m.id) < (from_at, from_id)
        order by m.created_at desc, m.id desc offset 1999 limit 1;
      return query select r.id, r.conversation_id, r.at, r.created_at from (
          select m.id, m.conversation_id, m.at, m.created_at, m.words, m.kind from messages m
          where m.org_id = org and (m.created_at, m.id) < (from_at, from_id)
          order by m.created_at desc, m.id desc limit 2000) r
        where r.kind <> 'event' and r.words @@ query
        order by r.created_at desc, r.id desc limit max_rows;
      get diagnostics found = row_count;
      if found >= max_rows or edge.id is null then return; end if;
      return query with older as materialized (
          select m.id, m.conversation_id, m.at, m.created_at from messages m
          where m.org_id = org and m.kind <> 'event' and m.words @@ query)
        select o.id, o.conversation_id, o.at, o.created_at from older o
        where (o.created_at, o.id) < (edge.created_at, edge.id)
        order by o.created_at desc, o.id desc limit max_rows - found;
    end $$`.execute(db)
  await sql`revoke all on function search_messages(text, text, timestamptz, uuid, int) from public`.execute(
    db,
  )
  await sql`grant execute on function search_messages(text, text, timestamptz, uuid, int) to ${sql.id(tenantRole)}`.execute(
    db,
  )
  await sql`alter function search_messages(text, text, timestamptz, uuid, int) owner to ${search}`.execute(db)
  await sql`revoke create on schema public from ${search}`.execute(db)
}
