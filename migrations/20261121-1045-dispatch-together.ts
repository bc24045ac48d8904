// A job that takes events together gets those of one dispatch in one run, instead of a job for each. And an event is
// written as text once, for all who follow it: most of a dispatch was turning JSON around.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { systemRole } from '#kernel/db.ts'

/** Enough to spare the queue, few enough that a job stays small. */
const eventsInOneJob = 50

export async function up(db: Kysely<unknown>): Promise<void> {
  const system = sql.id(systemRole)
  await sql`grant create on schema public to ${system}`.execute(db)
  await sql`set local role ${system}`.execute(db)
  await sql`create or replace function dispatch_rows(batch outbox[], subscribers jsonb) returns jsonb
    language plpgsql set plan_cache_mode = force_generic_plan as $$
    #variable_conflict use_column
    declare written jsonb; identifiers text[]; payloads text[]; keys text[]; run_ats timestamptz[];
      attempts int[]; priorities int[];
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

      with told as materialized (
        select w.value->>'type' as type, coalesce('"' || (w.value->>'orgId') || '"', 'null') as org,
          w.value::text as event, w.ordinality as n
        from jsonb_array_elements(written) with ordinality w
      ), subscribed as (
        select s.value->>'identifier' as identifier, (s.value->>'max_attempts')::int as attempts,
          (s.value->>'priority')::int as priority, s.value ? 'together' as together, t.org, t.event, t.n
        from told t cross join jsonb_array_elements(subscribers->t.type) s
      ), parted as (
        select s.*, (row_number() over (partition by s.identifier, s.org order by s.n) - 1) / ${sql.lit(eventsInOneJob)} as part
        from subscribed s where s.together
      ), wanted as (
        select j.value->>'identifier' as identifier, (j.value->'payload')::text as payload, j.value->>'job_key' as key,
          (j.value->>'run_at')::timestamptz as run_at, (j.value->>'max_attempts')::int as attempts,
          (j.value->>'priority')::int as priority, r.id as a, j.ordinality as b
        from unnest(batch) r cross join jsonb_array_elements(r.jobs) with ordinality j
        union all
        select identifier, '{"orgId":' || org || ',"event":' || event || '}', null, null, attempts, priority,
          9223372036854775807, n
        from subscribed where not together
        union all
        select identifier, '{"orgId":' || org || ',"events":[' || string_agg(event, ',' order by n) || ']}', null, null,
          attempts, priority, 9223372036854775807, min(n)
        from parted group by identifier, org, attempts, priority, part
      ), numbered as (
        select w.*, row_number() over (order by a, b) as n from wanted w
      ), last_of_key as (
        select distinct on (coalesce(key, n::text)) * from numbered order by coalesce(key, n::text), n desc
      )
      select array_agg(identifier order by n), array_agg(payload order by n), array_agg(key order by n),
        array_agg(run_at order by n), array_agg(attempts order by n), array_agg(priority order by n)
      into identifiers, payloads, keys, run_ats, attempts, priorities from last_of_key;
      if identifiers is not null then
        perform add_job_rows(identifiers, payloads, keys, run_ats, attempts, priorities);
      end if;

      return coalesce(written, '[]');
    end $$`.execute(db)
  await sql`reset role`.execute(db)
  await sql`revoke create on schema public from ${system}`.execute(db)
}
