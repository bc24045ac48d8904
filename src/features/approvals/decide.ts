import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { must } from '#kernel/assert.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { approvalDecided, approvalGranted, approvalRefused, approvalRequested } from './events.ts'
import { getApproval } from './progress.ts'
import { actorKey, facts, lockApproval, record } from './queries.ts'
import type { ApprovalRow } from './queries.ts'
import { decideInput } from './schema.ts'
import type { ApprovalState, ApprovalView, Decide } from './schema.ts'
import { needOf } from './seats.ts'

/**
 * One person's decision on exactly what they saw. Decisions on one request happen one after the other, so two
 * at once have one legal outcome; the same decision again by the same person changes nothing.
 *
 * Errors: `conflict` (decided already, or the content changed meanwhile), `forbidden` (not asked, or the author).
 */
export async function decide(ctx: Ctx, input: Decide): Promise<ApprovalView> {
  requireScope(ctx, 'posts:write')
  const { approvalId, hash, decision, reason } = decideInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const row = await lockApproval(tx, approvalId)
    if (await isRepeat(tx, row, decision)) return getApproval(tx, row.id)
    await refuseEnded(tx, row)
    if (hash !== undefined && hash !== row.hash) throw changed(row)
    await refuseUnseated(tx, row)
    await record(tx, row, decision, reason)
    await audit(tx, {
      verb: `approval.${decision}`,
      objectType: row.object_type,
      objectId: row.object_id,
      summary: `${inWords[decision]} ${row.title}`,
      details: { approvalId: row.id, hash: row.hash, ...(reason ? { reason } : {}) },
    })
    emit(tx, approvalDecided, row.object_id, {
      ...facts(row),
      decision,
      reason: reason ?? null,
      by: tx.actor.name,
    })
    if (decision === 'approve') await advance(tx, row)
    else await refuse(tx, row, decision === 'reject' ? 'rejected' : 'changes_requested', reason)
    return getApproval(tx, row.id)
  })
}

const inWords = {
  approve: 'approved',
  request_changes: 'asked for changes to',
  reject: 'rejected',
} as const

const changed = (row: ApprovalRow) =>
  new AppError(
    'conflict',
    'The content changed since this was shown. Look at the newest version, then decide.',
    {
      details: { newest: row.object_version },
    },
  )

/** A second press of the same button, or a repeated delivery of it. */
async function isRepeat(tx: Ctx, row: ApprovalRow, decision: Decide['decision']): Promise<boolean> {
  const said = await tx.db
    .selectFrom('approval_decisions')
    .select(['decision', 'stage'])
    .where('org_id', '=', tx.orgId)
    .where('approval_id', '=', row.id)
    .where('actor_key', '=', actorKey(tx))
    .where('decision', 'in', ['approve', 'request_changes', 'reject'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (said?.decision !== decision) return false
  return row.state !== 'pending' ? endOf[decision] === row.state : said.stage === row.stage
}

const endOf = { approve: 'granted', request_changes: 'changes_requested', reject: 'rejected' } as const

async function refuseEnded(tx: Ctx, row: ApprovalRow): Promise<void> {
  if (row.state === 'pending') return
  if (row.state === 'replaced') throw changed(row)
  const last = await tx.db
    .selectFrom('approval_decisions')
    .select([sql<string>`actor->>'name'`.as('name'), 'surface'])
    .where('org_id', '=', tx.orgId)
    .where('approval_id', '=', row.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const where = last?.surface ? ` in ${last.surface}` : ''
  throw conflict(`This is decided already: ${stateWords[row.state]} by ${last?.name ?? 'Parley'}${where}.`)
}

const stateWords: Record<Exclude<ApprovalState, 'pending' | 'replaced'>, string> = {
  granted: 'approved',
  changes_requested: 'changes were requested',
  rejected: 'rejected',
  withdrawn: 'taken back',
  expired: 'not approved in time, closed',
}

async function refuseUnseated(tx: Ctx, row: ApprovalRow): Promise<void> {
  if (tx.actor.kind === 'guest' || tx.actor.kind === 'system') return
  const seat = tx.memberId
    ? await tx.db
        .selectFrom('approval_seats')
        .select('member_id')
        .where('org_id', '=', tx.orgId)
        .where('approval_id', '=', row.id)
        .where('stage', '=', row.stage)
        .where('member_id', '=', tx.memberId)
        .executeTakeFirst()
    : undefined
  if (seat) return
  if (tx.memberId && tx.memberId === row.author_id && !row.plan.selfApproval) {
    throw new AppError(
      'forbidden',
      'You wrote this, so somebody else has to decide. Delegate it, or ask them.',
    )
  }
  const stage = row.plan.stages[row.stage]
  throw new AppError(
    'forbidden',
    `You are not asked at this stage (${stage?.name ?? 'approval'}). Ask one of its approvers, or have it delegated to you.`,
  )
}

/** Enough approvals at this stage: the next one begins, or it is granted. */
async function advance(tx: Ctx, row: ApprovalRow): Promise<void> {
  const counts = await countStage(tx, row)
  const stage = must(row.plan.stages[row.stage], 'stage of the plan')
  if (counts.approved < needOf(stage, counts.seats)) {
    await touch(tx, row, {})
    return
  }
  const next = row.stage + 1
  if (next >= row.plan.stages.length) {
    await touch(tx, row, { state: 'granted', ended_at: tx.clock.now(), next_reminder_at: null })
    emit(tx, approvalGranted, row.object_id, facts(row))
    return
  }
  await touch(tx, row, { stage: next })
  const seats = await tx.db
    .selectFrom('approval_seats')
    .select('member_id')
    .where('org_id', '=', tx.orgId)
    .where('approval_id', '=', row.id)
    .where('stage', '=', next)
    .execute()
  emit(tx, approvalRequested, row.object_id, {
    ...facts(row),
    stage: next,
    memberIds: seats.map((seat) => seat.member_id),
  })
}

async function countStage(tx: Ctx, row: ApprovalRow): Promise<{ approved: number; seats: number }> {
  const { rows } = await sql<{ approved: number; seats: number }>`select
    (select count(distinct actor_key)::int from approval_decisions d where d.org_id = ${tx.orgId}
      and d.approval_id = ${row.id} and d.stage = ${row.stage} and d.decision = 'approve') as approved,
    (select count(*)::int from approval_seats s where s.org_id = ${tx.orgId}
      and s.approval_id = ${row.id} and s.stage = ${row.stage}) as seats`.execute(tx.db)
  return must(rows[0], 'counts of a stage')
}

async function refuse(
  tx: Ctx,
  row: ApprovalRow,
  outcome: 'changes_requested' | 'rejected',
  reason: string | undefined,
): Promise<void> {
  await touch(tx, row, { state: outcome, ended_at: tx.clock.now(), next_reminder_at: null })
  emit(tx, approvalRefused, row.object_id, {
    ...facts(row),
    outcome,
    reason: reason ?? null,
    by: tx.actor.name,
  })
}

async function touch(
  tx: Ctx,
  row: ApprovalRow,
  change: { state?: ApprovalState; stage?: number; ended_at?: Date; next_reminder_at?: null },
): Promise<void> {
  await tx.db
    .updateTable('approvals')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', row.id)
    .execute()
}
