import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Services } from '#kernel/app.ts'
import type { Database } from '#kernel/db.ts'
import type { FailedJobView, LagView } from './schema.ts'

export interface FailedJobRow {
  id: string
  task: string
  last_error: string
  attempts: number
  created_at: Date
  failed_at: Date
  org_id: string | null
}

const longestError = 500

export const toFailedJobView = (row: FailedJobRow): FailedJobView => ({
  id: row.id,
  task: row.task,
  error: row.last_error.slice(0, longestError),
  attempts: row.attempts,
  createdAt: row.created_at.toISOString(),
  failedAt: row.failed_at.toISOString(),
})

/** What waits, the longest wait first. */
export async function readLag(services: Services, db: Kysely<Database>): Promise<LagView[]> {
  const { rows } = await sql<{ task: string; waiting: number; oldest_seconds: number }>`
    select task, waiting, oldest_seconds from queue_lag() order by oldest_seconds desc`.execute(db)
  return rows.map((row) => ({
    task: row.task,
    lane: services.jobs.get(row.task)?.lane ?? null,
    waiting: row.waiting,
    oldestSeconds: row.oldest_seconds,
  }))
}
