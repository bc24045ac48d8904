// A job that takes events together gets those of one dispatch in one run, instead of a job for each.
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

      with subscribed as (
        select s.value as spec, w.value as event, w.ordinality as n,
          (row_number() over (partition by s.value, w.value->'orgId' order by w.ordinality) - 1)
            / ${sql.lit(eventsInOneJob)} as part
        from jsonb_array_elements(written) with ordinality w
        cross join jsonb_array_elements(subscribers->(w.value->>'type')) s
      ), wanted as (
        select j.value as spec, r.id as a, j.ordinality as b
        from unnest(batch) r cross join jsonb_array_elements(r.jobs) with ordinality j
        union all
        select s.spec || jsonb_build_object('payload', jsonb_build_object('orgId', s.event->'orgId', 'event', s.event)),
          9223372036854775807, s.n
        from subscribed s where not s.spec ? 'together'
        union all
        select s.spec || jsonb_build_object('payload', jsonb_build_object('orgId', s.event->'orgId',
            'events', jsonb_agg(s.event order by s.n))),
          9223372036854775807, min(s.n)
        from subscribed s where s.spec ? 'together'
        group by s.spec, s.event->'orgId', s.part
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
  await sql`reset role`.execute(db)
  await sql`revoke create on schema public from ${system}`.execute(db)
}
