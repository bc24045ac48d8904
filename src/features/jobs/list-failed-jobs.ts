import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { toFailedJobView } from './queries.ts'
import type { FailedJobRow } from './queries.ts'
import type { FailedJobView } from './schema.ts'

const mostRows = 200

/** The organisation's jobs that used up their tries, the latest first. */
export async function listFailedJobs(ctx: Ctx): Promise<FailedJobView[]> {
  requireScope(ctx, 'jobs:read')
  const { rows } = await sql<FailedJobRow>`select * from org_failed_jobs(${mostRows})`.execute(ctx.db)
  return rows.map(toFailedJobView)
}
