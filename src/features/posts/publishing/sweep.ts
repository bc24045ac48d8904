import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { job as reconcileTarget } from '../jobs/reconcile-target.ts'
import { applySummary } from '../summarise.ts'
import { closeAttempt } from './attempts.ts'
import { lookFor } from './end-step.ts'
import { changeTarget, lockTarget, tellTrouble } from './targets.ts'

const atOnce = 500
const lateMs = 60_000
const staleLookMs = 15_000

interface Found {
  orgId: string
  id: string
}

/** Ends what a dead process left open, goes on looking for evidence, and tells of what is late. */
export async function sweepTargets(app: App): Promise<void> {
  const now = app.clock.now()
  const { rows: dead } = await sql<Found>`select org_id as "orgId", id from post_targets
    where state = 'publishing' and lease_until < ${now} order by lease_until limit ${atOnce}`.execute(
    app.systemDb,
  )
  for (const one of dead) await endDead(app, one)
  const { rows: unknown } = await sql<Found>`select org_id as "orgId", id from post_targets
    where state = 'unknown' and asked_at is null and effective_at < ${new Date(now.getTime() - staleLookMs)}
    order by effective_at limit ${atOnce}`.execute(app.systemDb)
  for (const { orgId, id } of unknown)
    await inTransaction(makeCtx(app, { orgId }), async (tx) => enqueue(tx, reconcileTarget, { targetId: id }))
  const { rows: late } = await sql<Found>`select org_id as "orgId", id from post_targets
    where state = 'due' and effective_at < ${new Date(now.getTime() - lateMs)} and late_told_at is null
    order by effective_at limit ${atOnce}`.execute(app.systemDb)
  for (const one of late) await tellLate(app, one)
}

/** Its process died, or stood still, in the middle of a step. */
async function endDead(app: App, { orgId, id }: Found): Promise<void> {
  await inTransaction(makeCtx(app, { orgId }), async (tx) => {
    const { post, target } = await lockTarget(tx, id)
    const now = tx.clock.now()
    if (target.state !== 'publishing' || !target.lease_until || target.lease_until >= now) return
    const open = await tx.db
      .selectFrom('publish_attempts')
      .select(['id', 'effect'])
      .where('org_id', '=', orgId)
      .where('target_id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    const failure = {
      kind: 'outcome_unknown' as const,
      message: 'The process that published it ended in the middle.',
    }
    if (open) await closeAttempt(tx, open.id, { outcome: 'unknown', failure }, 'sweeper')
    if (open?.effect === 'public') return lookFor(tx, post, target)
    await changeTarget(tx, id, { state: 'due', effective_at: now }, { release: true })
    await applySummary(tx, post.id)
  })
}

async function tellLate(app: App, { orgId, id }: Found): Promise<void> {
  await inTransaction(makeCtx(app, { orgId }), async (tx) => {
    const { post, target } = await lockTarget(tx, id)
    if (target.state !== 'due' || target.late_told_at !== null) return
    await changeTarget(tx, id, { late_told_at: tx.clock.now() })
    tellTrouble(tx, post, target, 'late', 'It is more than a minute late and will go out as soon as it can.')
  })
}
