import type { Lane } from '#contracts/job.ts'
import { lanePriority } from './outbox.ts'

/** The schema in which a lane's runner sees its own jobs and no others. */
export const laneSchema = (lane: Lane): string => `graphile_worker_${lane}`

/**
 * Graphile looks for the next job in order of priority and passes over the tasks that it was not asked for, so an
 * idle lane would read through all that waits in the others, at every look. Each lane has a priority of its own; a view
 * that says so makes each look begin and end within the lane. The rows stay in one table, under one sequence of ids.
 */
export function laneViews(): string {
  return Object.entries(lanePriority)
    .map(([lane, priority]) => {
      const schema = laneSchema(lane as Lane)
      return `create schema if not exists ${schema};
        create or replace view ${schema}._private_jobs as
          select * from graphile_worker._private_jobs where priority = ${priority};
        ${['migrations', '_private_tasks', '_private_job_queues', '_private_known_crontabs']
          .map((name) => `create or replace view ${schema}.${name} as select * from graphile_worker.${name};`)
          .join('\n')}`
    })
    .join('\n')
}

/**
 * The doors to Graphile's `add_jobs`, owned by the worker's role. They tell how many jobs of which priority they were
 * given: Graphile's own notice does not say for whom it is. The first migration makes `add_job_specs`.
 */
export const jobDoors = (caller: string) => `
create or replace function public.add_job_rows(identifiers text[], payloads text[], keys text[], run_ats timestamptz[],
    attempts int[], priorities int[]) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select graphile_worker.add_jobs(array(
    select row(identifier, payload::json, null, run_at, attempt::smallint, key, priority::smallint, null)::graphile_worker.job_spec
    from unnest(identifiers, payloads, keys, run_ats, attempts, priorities)
      as job (identifier, payload, key, run_at, attempt, priority)));
  select pg_notify('jobs', jsonb_object_agg(priority, n)::text)
  from (select coalesce(priority, 0)::text as priority, count(*) as n from unnest(priorities) as one (priority) group by 1) as counted
$$;
revoke all on function public.add_job_rows(text[], text[], text[], timestamptz[], int[], int[]) from public;
grant execute on function public.add_job_rows(text[], text[], text[], timestamptz[], int[], int[]) to ${caller};
create or replace function public.add_job_specs(specs jsonb) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select public.add_job_rows(array_agg(spec->>'identifier'), array_agg((spec->'payload')::text),
    array_agg(spec->>'job_key'), array_agg((spec->>'run_at')::timestamptz), array_agg((spec->>'max_attempts')::int),
    array_agg((spec->>'priority')::int))
  from jsonb_array_elements(specs) as spec having count(*) > 0
$$`
