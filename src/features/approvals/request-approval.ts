import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { approveBy, nextReminder } from './due-times.ts'
import { approvalEnded, approvalRequested } from './events.ts'
import { matchPolicy } from './match-policy.ts'
import type { MatchedPolicy } from './match-policy.ts'
import { facts, json, lockPending, record } from './queries.ts'
import type { ApprovalRow } from './queries.ts'
import type { ApprovalObject } from './schema.ts'
import { seatsOf } from './seats.ts'
import type { Seat } from './seats.ts'

/**
 * Asks for approval of exactly this content, by the policy that is about it. A pending request of other content
 * is replaced; of the same content it stands.
 *
 * @returns needed false: no policy is about it, so it may go out as it is.
 */
export async function requestApproval(
  ctx: Ctx,
  object: ApprovalObject,
): Promise<{ needed: false } | { needed: true; approvalId: string }> {
  requireScope(ctx, 'posts:write')
  return inTransaction(ctx, async (tx) => {
    const pending = await lockPending(tx, object.type, object.id)
    if (pending?.hash === object.hash) return { needed: true, approvalId: pending.id }
    if (pending) await end(tx, pending, 'replaced')
    const policy = await matchPolicy(tx, object)
    if (!policy) return { needed: false }
    const row = await insertApproval(tx, object, policy)
    const seats = await seatsOf(tx, policy.definition, row.author_id)
    await insertSeats(tx, row.id, seats)
    await record(tx, row, 'requested')
    await audit(tx, {
      verb: 'approval.request',
      objectType: object.type,
      objectId: object.id,
      summary: `asked for approval of ${object.title}`,
      details: { approvalId: row.id, hash: object.hash, policy: policy.name },
    })
    emit(tx, approvalRequested, object.id, {
      ...facts(row),
      stage: 0,
      memberIds: seats.filter((seat) => seat.stage === 0).map((seat) => seat.memberId),
    })
    return { needed: true, approvalId: row.id }
  })
}

async function insertApproval(tx: Ctx, object: ApprovalObject, policy: MatchedPolicy): Promise<ApprovalRow> {
  const now = tx.clock.now()
  const plan = policy.definition
  const slotAt = object.slotAt ?? null
  return tx.db
    .insertInto('approvals')
    .values({
      org_id: tx.orgId,
      id: newId(),
      object_type: object.type,
      object_id: object.id,
      hash: object.hash,
      object_version: object.version,
      title: object.title,
      state: 'pending',
      policy_id: policy.id,
      policy_name: policy.name,
      plan: json(plan),
      requested_by: json(tx.actor),
      author_id: object.authorId ?? tx.memberId ?? null,
      slot_at: slotAt,
      approve_by: approveBy(plan, slotAt),
      next_reminder_at: nextReminder(plan, { slotAt, requestedAt: now, now, sent: 0 }),
      requested_at: now,
      ended_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function insertSeats(tx: Ctx, approvalId: string, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return
  await tx.db
    .insertInto('approval_seats')
    .values(
      seats.map((seat) => ({
        org_id: tx.orgId,
        approval_id: approvalId,
        stage: seat.stage,
        member_id: seat.memberId,
        delegated_from: null,
      })),
    )
    .execute()
}

/** The content changed: what was asked for or granted of another hash holds no more. */
export async function objectChanged(
  ctx: Ctx,
  object: { type: string; id: string; hash: string },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const rows = await tx.db
      .selectFrom('approvals')
      .selectAll()
      .where('org_id', '=', tx.orgId)
      .where('object_type', '=', object.type)
      .where('object_id', '=', object.id)
      .where('state', 'in', ['pending', 'granted'])
      .where('hash', '!=', object.hash)
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const row of rows) await end(tx, row, 'replaced')
  })
}

/** The author takes the request back, or the object is gone. */
export async function withdraw(ctx: Ctx, object: { type: string; id: string }): Promise<void> {
  requireScope(ctx, 'posts:write')
  await inTransaction(ctx, async (tx) => {
    const pending = await lockPending(tx, object.type, object.id)
    if (!pending) return
    await end(tx, pending, 'withdrawn')
    await audit(tx, {
      verb: 'approval.withdraw',
      objectType: object.type,
      objectId: object.id,
      summary: `took back the request to approve ${pending.title}`,
      details: { approvalId: pending.id },
    })
  })
}

async function end(tx: Ctx, row: ApprovalRow, outcome: 'withdrawn' | 'replaced'): Promise<void> {
  await tx.db
    .updateTable('approvals')
    .set((eb) => ({
      state: outcome,
      ended_at: tx.clock.now(),
      next_reminder_at: null,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', row.id)
    .execute()
  await record(tx, row, outcome === 'withdrawn' ? 'withdraw' : 'replace')
  emit(tx, approvalEnded, row.object_id, { ...facts(row), outcome })
}

/** The planned time moved: reminders and the last moment to approve move along. */
export async function moveSlot(
  ctx: Ctx,
  object: { type: string; id: string; slotAt: Date | null },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const pending = await lockPending(tx, object.type, object.id)
    if (!pending) return
    const { slotAt } = object
    await tx.db
      .updateTable('approvals')
      .set({
        slot_at: slotAt,
        approve_by: approveBy(pending.plan, slotAt),
        next_reminder_at: nextReminder(pending.plan, {
          slotAt,
          requestedAt: pending.requested_at,
          now: tx.clock.now(),
          sent: 0,
        }),
      })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', pending.id)
      .execute()
  })
}
