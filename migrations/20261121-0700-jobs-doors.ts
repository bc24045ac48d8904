// Doors through which the screen of background work sees Graphile's tables, the heartbeats and the rows that
// dispatch() set aside. A tenant's door reads the organisation from the setting and takes none as argument.
import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { systemRole, tenantRole, workerRole } from '#kernel/db.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The owner of the migrations may not look into Graphile's schema, so the bodies cannot be checked here.
  await sql`set local check_function_bodies = off`.execute(db)
  await createJobDoors(db)
  await createLag(db)
  await createProcessDoor(db)
  await createReplay(db)
  await sql`set local check_function_bodies = on`.execute(db)
}

const failed = sql.raw(`select j.id::text, t.identifier, split_part(coalesce(j.last_error, ''), e'\\n', 1),
      j.attempts::int, j.created_at, j.updated_at, j.payload->>'orgId'
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts >= j.max_attempts and j.locked_at is null`)
const failedRow = sql.raw(`table (id text, task text, last_error text, attempts int, created_at timestamptz,
      failed_at timestamptz, org_id text)`)
const ownOrg = sql.raw(`nullif(current_setting('app.org_id', true), '')`)

async function createJobDoors(db: Kysely<unknown>): Promise<void> {
  await sql`create function org_failed_jobs(max_rows int) returns ${failedRow}
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    ${failed} and j.payload->>'orgId' = ${ownOrg}
    order by j.updated_at desc, j.id desc limit max_rows
  $$`.execute(db)
  await sql`create function all_failed_jobs(max_rows int) returns ${failedRow}
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    ${failed} order by j.updated_at desc, j.id desc limit max_rows
  $$`.execute(db)
  // Answer the task's name; null: there is no such failed job.
  await sql`create function retry_org_job(job_id bigint) returns text
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update graphile_worker._private_jobs j set attempts = 0, run_at = now(), updated_at = now()
    from graphile_worker._private_tasks t
    where j.id = job_id and t.id = j.task_id and j.attempts >= j.max_attempts and j.locked_at is null
      and j.payload->>'orgId' = ${ownOrg}
    returning t.identifier
  $$`.execute(db)
  await sql`create function retry_any_job(job_id bigint) returns text
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    update graphile_worker._private_jobs j set attempts = 0, run_at = now(), updated_at = now()
    from graphile_worker._private_tasks t
    where j.id = job_id and t.id = j.task_id and j.attempts >= j.max_attempts and j.locked_at is null
    returning t.identifier
  $$`.execute(db)
  await give(db, 'org_failed_jobs(int)', workerRole, [tenantRole])
  await give(db, 'all_failed_jobs(int)', workerRole, [systemRole])
  await give(db, 'retry_org_job(bigint)', workerRole, [tenantRole])
  await give(db, 'retry_any_job(bigint)', workerRole, [systemRole])
}

/** Counts and ages over all organisations. The due jobs are looked at oldest first, so the ages are exact. */
async function createLag(db: Kysely<unknown>): Promise<void> {
  await sql`create function queue_lag() returns table (task text, waiting int, oldest_seconds double precision)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select t.identifier, least(count(*), 1000)::int, extract(epoch from now() - min(due.run_at))::double precision
    from (select j.task_id, j.run_at from graphile_worker._private_jobs j
      where j.is_available and j.run_at <= now() order by j.priority, j.run_at limit 20000) due
    join graphile_worker._private_tasks t on t.id = due.task_id
    group by t.identifier
  $$`.execute(db)
  await give(db, 'queue_lag()', workerRole, [tenantRole, systemRole])
}

/** Which parts of the program beat, without naming the machines to tenants. */
async function createProcessDoor(db: Kysely<unknown>): Promise<void> {
  await sql`create function process_beats()
    returns table (id uuid, roles text[], version text, started_at timestamptz, silent_seconds double precision)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select p.id, p.roles, p.version, p.started_at,
      greatest(0, extract(epoch from clock_timestamp() - p.beat_at))::double precision
    from processes p order by p.started_at, p.id limit 200
  $$`.execute(db)
  await give(db, 'process_beats()', systemRole, [tenantRole])
}

/** Puts a row that was set aside back into the outbox, under a new number. */
async function createReplay(db: Kysely<unknown>): Promise<void> {
  await sql`create function replay_set_aside(set_aside_id bigint) returns boolean
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
    with taken as (
      delete from outbox_set_aside where id = set_aside_id and org_id = ${ownOrg}::uuid
      returning org_id, events, jobs, counters, at
    ), put as (
      insert into outbox (org_id, events, jobs, counters, at) select * from taken returning id
    ) select exists (select from put)
  $$`.execute(db)
  await give(db, 'replay_set_aside(bigint)', systemRole, [tenantRole])
}

async function give(
  db: Kysely<unknown>,
  signature: string,
  owner: string,
  callers: readonly string[],
): Promise<void> {
  const name: RawBuilder<unknown> = sql.raw(signature)
  await sql`grant create on schema public to ${sql.id(owner)}`.execute(db)
  await sql`revoke all on function ${name} from public`.execute(db)
  for (const caller of callers) await sql`grant execute on function ${name} to ${sql.id(caller)}`.execute(db)
  await sql`alter function ${name} owner to ${sql.id(owner)}`.execute(db)
  await sql`revoke create on schema public from ${sql.id(owner)}`.execute(db)
}
