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
 * The door to Graphile's `add_jobs`, made by the first migration and owned by the worker's role. It tells how many jobs
 * of which priority it was given: Graphile's own notice does not say for whom it is.
 */
export const jobDoor = `create or replace function public.add_job_specs(specs jsonb) returns void
  language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec, spec::json)
    from jsonb_array_elements(specs) as spec));
  select pg_notify('jobs', jsonb_object_agg(priority, n)::text)
  from (select coalesce(spec->>'priority', '0') as priority, count(*) as n
    from jsonb_array_elements(specs) as spec group by 1) as counted
$$`
