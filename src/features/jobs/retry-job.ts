import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'

/** Gives a failed job all its tries again, from now. What it does is safe to repeat. */
export async function retryJob(ctx: Ctx, input: { jobId: string }): Promise<void> {
  requireScope(ctx, 'jobs:write')
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ task: string | null }>`
      select retry_org_job(${input.jobId}::text::bigint) as task`.execute(tx.db)
    const task = rows[0]?.task
    if (!task) throw notFound('failed job')
    await audit(tx, {
      verb: 'job.retry',
      objectType: 'job',
      summary: `ran the failed job ${task} again`,
      details: { jobId: input.jobId, task },
    })
  })
}
