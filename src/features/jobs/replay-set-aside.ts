import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'

/** Passes on what was set aside. What fails again is set aside again, under a new number. */
export async function replaySetAside(ctx: Ctx, input: { setAsideId: string }): Promise<void> {
  requireScope(ctx, 'jobs:write')
  await inTransaction(ctx, async (tx) => {
    const { rows } = await sql<{ done: boolean }>`
      select replay_set_aside(${input.setAsideId}::text::bigint) as done`.execute(tx.db)
    if (!rows[0]?.done) throw notFound('change that was set aside')
    await audit(tx, {
      verb: 'job.replay',
      objectType: 'outbox',
      summary: 'passed on a change that had been set aside',
      details: { setAsideId: input.setAsideId },
    })
  })
  ctx.app.dispatcher.kick()
}
