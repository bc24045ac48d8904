// The kernel's tables: the outbox that every transaction may write, the event log and the counters that
// dispatch() fills from it, and what processes tell of themselves.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemRole, tenantRole, workerRole } from '#kernel/db.ts'
import { systemTable, tenantTable } from '#kernel/tenant-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTables(db)
  await closeTables(db)
  await createJobDoor(db)
  await createDispatch(db)
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db)
  await sql`create extension if not exists btree_gin`.execute(db)

  // org_id is null only in rows that ingest and the system's own jobs write.
  await sql`create table outbox (
    id bigint generated always as identity primary key,
    org_id uuid,
    events jsonb not null default '[]' check (jsonb_typeof(events) = 'array'),
    jobs jsonb not null default '[]' check (jsonb_typeof(jobs) = 'array'),
    counters jsonb not null default '{}' check (jsonb_typeof(counters) = 'object'),
    at timestamptz not null default now()
  ) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)`.execute(db)

  await sql`create table outbox_set_aside (
    id bigint primary key,
    org_id uuid,
    events jsonb not null, jobs jsonb not null, counters jsonb not null,
    at timestamptz not null,
    reason text not null,
    set_aside_at timestamptz not null default now()
  )`.execute(db)

  await sql`create sequence event_pos as bigint`.execute(db)
  await sql`create table events (
    org_id uuid not null,
    pos bigint not null,
    type text not null,
    object_id uuid,
    payload jsonb not null,
    actor jsonb not null,
    request_id text not null,
    at timestamptz not null,
    primary key (org_id, pos)
  )`.execute(db)
  await sql`create unique index events_pos on events (pos)`.execute(db)
  await sql`create index events_object on events (org_id, object_id, pos desc) where object_id is not null`.execute(
    db,
  )
  await sql`create index events_at on events using brin (at)`.execute(db)

  await sql`create table counters (
    org_id uuid not null, key text not null, value bigint not null,
    primary key (org_id, key)
  )`.execute(db)

  await sql`create table processes (
    id uuid primary key,
    host text not null, pid int not null, roles text[] not null, version text not null,
    pools text[] not null default '{}',
    started_at timestamptz not null default now(),
    beat_at timestamptz not null default now()
  )`.execute(db)

  await sql`create table idempotency_keys (
    org_id uuid not null, key text not null, route text not null, body_hash text not null,
    status int, response jsonb,
    created_at timestamptz not null default now(),
    primary key (org_id, key)
  )`.execute(db)
  await sql`create index idempotency_keys_created on idempotency_keys (created_at)`.execute(db)

  await sql`create table audit_log (
    org_id uuid not null, id uuid not null,
    at timestamptz not null default now(),
    actor jsonb not null, verb text not null,
    object_type text not null, object_id uuid,
    summary text not null, details jsonb not null default '{}',
    request_id text not null,
    primary key (org_id, id)
  )`.execute(db)
  await sql`create index audit_log_object on audit_log (org_id, object_id, id desc)`.execute(db)
}

async function closeTables(db: Kysely<unknown>): Promise<void> {
  const tenant = sql.id(tenantRole)
  await tenantTable(db, 'events', { grants: ['select'] })
  await tenantTable(db, 'counters', { grants: ['select'] })
  await tenantTable(db, 'idempotency_keys')
  await tenantTable(db, 'audit_log', { grants: ['select', 'insert'] })
  await tenantTable(db, 'outbox', { grants: ['insert'] })
  await sql`drop policy tenant on outbox`.execute(db)
  await sql`create policy tenant on outbox for insert to ${tenant}
    with check (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid))`.execute(db)
  await tenantTable(db, 'outbox_set_aside', { grants: ['select'] })
  await systemTable(db, 'processes')
  await sql`grant usage, select on sequence event_pos, outbox_id_seq to ${sql.id(systemRole)}`.execute(db)
}

/** The only way to Graphile's tables from outside its own role. */
async function createJobDoor(db: Kysely<unknown>): Promise<void> {
  const worker = sql.id(workerRole)
  await sql`grant create on schema public to ${worker}`.execute(db)
  // The owner of the migrations may not look into Graphile's schema, so the body cannot be checked here.
  await sql`set local check_function_bodies = off`.execute(db)
  await sql`create function add_job_specs(specs jsonb) returns void
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    select graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, spec::json)
      from jsonb_array_elements(specs) as spec))
  $$`.execute(db)
  await sql`set local check_function_bodies = on`.execute(db)
  await sql`revoke all on function add_job_specs(jsonb) from public`.execute(db)
  await sql`grant execute on function add_job_specs(jsonb) to ${sql.id(systemRole)}`.execute(db)
  await sql`alter function add_job_specs(jsonb) owner to ${worker}`.execute(db)
  await sql`revoke create on schema public from ${worker}`.execute(db)
}

/**
 * dispatch(n, floor, subscribers) moves up to n outbox rows: events get their positions, counters their
 * deltas, jobs and the subscribers' jobs go to Graphile. One caller at a time, so that positions become
 * visible in order. A batch that fails is taken row by row; a row that fails alone is set aside.
 */
async function createDispatch(db: Kysely<unknown>): Promise<void> {
  const system = sql.id(systemRole)
  await sql`create function dispatch_rows(batch outbox[], subscribers jsonb) returns jsonb
    language plpgsql as $$
    declare written jsonb; specs jsonb;
    begin
      with numbered as (
        select r.org_id, e.value as event
        from unnest(batch) r cross join jsonb_array_elements(r.events) with ordinality e
        order by r.id, e.ordinality
      ), inserted as (
        insert into events (org_id, pos, type, object_id, payload, actor, request_id, at)
        select org_id, nextval('event_pos'), event->>'type', (event->>'objectId')::uuid, event->'payload',
          event->'actor', event->>'requestId', (event->>'at')::timestamptz
        from numbered
        returning *
      )
      select jsonb_agg(jsonb_build_object('orgId', i.org_id, 'pos', i.pos::text, 'type', i.type,
          'objectId', i.object_id, 'payload', i.payload, 'actor', i.actor, 'requestId', i.request_id,
          'at', to_char(i.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by i.pos)
      into written from inserted i;

      insert into counters (org_id, key, value)
      select r.org_id, c.key, sum(c.value::bigint)
      from unnest(batch) r cross join jsonb_each_text(r.counters) c
      group by 1, 2 having sum(c.value::bigint) <> 0
      on conflict (org_id, key) do update set value = counters.value + excluded.value;

      with wanted as (
        select j.value as spec, r.id as a, j.ordinality as b
        from unnest(batch) r cross join jsonb_array_elements(r.jobs) with ordinality j
        union all
        select s.value || jsonb_build_object('payload',
            jsonb_build_object('orgId', w.value->'orgId', 'event', w.value)),
          9223372036854775807, w.ordinality
        from jsonb_array_elements(written) with ordinality w
        cross join jsonb_array_elements(subscribers->(w.value->>'type')) s
      ), numbered as (
        select spec, row_number() over (order by a, b) as n from wanted
      ), last_of_key as (
        select distinct on (coalesce(spec->>'job_key', n::text)) spec, n
        from numbered order by coalesce(spec->>'job_key', n::text), n desc
      )
      select jsonb_agg(spec order by n) into specs from last_of_key;
      if specs is not null then perform add_job_specs(specs); end if;

      return coalesce(written, '[]');
    end $$`.execute(db)

  // Answers { moved, before, after, events }: positions (before, after] belong to this call alone.
  await sql`create function dispatch(n int, floor bigint, subscribers jsonb) returns jsonb
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare batch outbox[]; one outbox; written jsonb; before bigint; after bigint;
    begin
      perform pg_advisory_xact_lock(7270002);
      with taken as (
        delete from outbox where id in (select id from outbox where id > floor order by id limit n) returning *
      ) select array_agg(t order by t.id) into batch from taken t;
      if batch is null then return jsonb_build_object('moved', 0); end if;
      select case when is_called then last_value else 0 end into before from event_pos;
      begin
        written := dispatch_rows(batch, subscribers);
      exception when others then
        if left(sqlstate, 2) in ('40', '53', '55', '57', '58', 'XX') then raise; end if;
        written := '[]';
        foreach one in array batch loop
          begin
            written := written || dispatch_rows(array[one], subscribers);
          exception when others then
            if left(sqlstate, 2) in ('40', '53', '55', '57', '58', 'XX') then raise; end if;
            insert into outbox_set_aside (id, org_id, events, jobs, counters, at, reason)
            values (one.id, one.org_id, one.events, one.jobs, one.counters, one.at, sqlstate || ' ' || sqlerrm);
          end;
        end loop;
      end;
      select case when is_called then last_value else 0 end into after from event_pos;
      if jsonb_array_length(written) > 0 then perform pg_notify('events', after::text); end if;
      return jsonb_build_object('moved', cardinality(batch), 'before', before::text, 'after', after::text,
        'events', written);
    end $$`.execute(db)

  await sql`grant create on schema public to ${system}`.execute(db)
  for (const signature of ['dispatch_rows(outbox[], jsonb)', 'dispatch(int, bigint, jsonb)']) {
    await sql`revoke all on function ${sql.raw(signature)} from public`.execute(db)
    await sql`alter function ${sql.raw(signature)} owner to ${system}`.execute(db)
  }
  await sql`revoke create on schema public from ${system}`.execute(db)
}
