import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { toFailedJobView } from './queries.ts'
import type { FailedJobRow } from './queries.ts'
import type { FailedJobView } from './schema.ts'

/*
 * What the operator of the installation may do on the command line, over all organisations.
 */

const mostRows = 1_000

export async function listAllFailedJobs(app: App): Promise<Array<FailedJobView & { orgId: string | null }>> {
  const { rows } = await sql<FailedJobRow>`select * from all_failed_jobs(${mostRows})`.execute(app.systemDb)
  return rows.map((row) => ({ ...toFailedJobView(row), orgId: row.org_id }))
}

/** Returns the task's name. */
export async function retryAnyJob(app: App, jobId: string): Promise<string> {
  const { rows } = await sql<{ task: string | null }>`
    select retry_any_job(${jobId}::text::bigint) as task`.execute(app.systemDb)
  const task = rows[0]?.task
  if (!task) throw notFound('failed job')
  return task
}

/** Passes on everything that was set aside. Returns how many rows. */
export async function replayAllSetAside(app: App): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with taken as (delete from outbox_set_aside returning id, org_id, events, jobs, counters, at)
    insert into outbox (org_id, events, jobs, counters, at)
    select org_id, events, jobs, counters, at from taken order by id returning id`.execute(app.systemDb)
  app.dispatcher.kick()
  return rows.length
}
