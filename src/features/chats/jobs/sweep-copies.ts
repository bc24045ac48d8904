import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import type { App } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { isReachable } from '../workspace-io.ts'
import { job as drawCopies } from './draw-copies.ts'
import { job as postCopy } from './post-copy.ts'

const patienceMs = 30_000
const givenUpMs = 120_000
const batch = 500

interface Behind {
  orgId: string
  type: string
  id: string
  surface: string
  sandbox: boolean
  workspaceId: string | null
}

/** Copies that a dead process left behind: drawn or posted after all, or marked as of unknown end. */
export const job = defineSystemJob({
  name: 'chats/sweep-copies',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 15_000,
  async run(app) {
    const now = app.clock.now()
    const before = (ms: number) => new Date(now.getTime() - ms)
    await sql`update cards set state = 'unknown', reason = 'Nobody knows whether it was posted.'
      where state = 'posting' and attempted_at < ${before(givenUpMs)}`.execute(app.systemDb)
    await queueUnposted(app, now, before(patienceMs))
    await queueBehind(app, now)
  },
})

async function queueUnposted(app: App, now: Date, before: Date): Promise<void> {
  const { rows } = await sql<{ orgId: string; id: string }>`select org_id as "orgId", id from cards
    where state = 'queued' and created_at < ${before} and (retry_at is null or retry_at <= ${now})
    order by created_at limit ${batch}`.execute(app.systemDb)
  for (const { orgId, id } of rows)
    await inTransaction(makeCtx(app, { orgId }), async (tx) => enqueue(tx, postCopy, { copyId: id }))
}

async function queueBehind(app: App, now: Date): Promise<void> {
  const { rows } = await sql<Behind>`
    select distinct c.org_id as "orgId", c.object_type as type, c.object_id as id, c.surface, c.sandbox,
      c.workspace_id as "workspaceId"
    from cards c left join chat_workspaces w on w.org_id = c.org_id and w.id = c.workspace_id
    where c.state = 'posted' and c.rendered_pos < c.wanted_pos and (w.id is null or w.state = 'active')
      and (c.lease_until is null or c.lease_until <= ${now}) and (c.retry_at is null or c.retry_at <= ${now})
    limit ${batch}`.execute(app.systemDb)
  for (const { orgId, ...group } of rows.filter((row) => isReachable(app, row)))
    await inTransaction(makeCtx(app, { orgId }), async (tx) => enqueue(tx, drawCopies, group))
}
