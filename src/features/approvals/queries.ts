import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { DecisionKind } from './schema.ts'
import type { ApprovalTable } from './tables.ts'

export type ApprovalRow = Selectable<ApprovalTable>

/** The row that every decision, delegation and edit locks first: they happen one after the other. */
export async function lockApproval(tx: Ctx, id: string): Promise<ApprovalRow> {
  const row = await tx.db
    .selectFrom('approvals')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('approval')
  return row
}

/** The pending request of an object, locked; undefined: none is pending. */
export async function lockPending(tx: Ctx, type: string, objectId: string): Promise<ApprovalRow | undefined> {
  return tx.db
    .selectFrom('approvals')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('object_type', '=', type)
    .where('object_id', '=', objectId)
    .where('state', '=', 'pending')
    .forUpdate()
    .executeTakeFirst()
}

/** The newest request of an object, whatever became of it. */
export async function newestApproval(
  ctx: Ctx,
  type: string,
  objectId: string,
): Promise<ApprovalRow | undefined> {
  return ctx.db
    .selectFrom('approvals')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('object_type', '=', type)
    .where('object_id', '=', objectId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Adds to the record, which nobody can change. */
export async function record(
  tx: Ctx,
  approval: Pick<ApprovalRow, 'id' | 'object_type' | 'object_id' | 'hash' | 'object_version' | 'stage'>,
  decision: DecisionKind,
  reason?: string,
): Promise<void> {
  await tx.db
    .insertInto('approval_decisions')
    .values({
      org_id: tx.orgId,
      id: newId(),
      approval_id: approval.id,
      object_type: approval.object_type,
      object_id: approval.object_id,
      hash: approval.hash,
      object_version: approval.object_version,
      stage: approval.stage,
      decision,
      actor: json(tx.actor),
      actor_key: actorKey(tx),
      reason: reason === undefined || reason === '' ? null : reason,
      surface: tx.origin?.surface ?? null,
      message: tx.origin?.message ?? null,
      at: tx.clock.now(),
    })
    .execute()
}

/** Who counts once at a stage, whatever they are called and wherever they do it. */
export const actorKey = (ctx: Ctx): string =>
  ctx.memberId ? `member:${ctx.memberId}` : `${ctx.actor.kind}:${ctx.actor.id ?? ''}`

/** What every event of an approval carries. */
export const facts = (row: ApprovalRow) => ({
  approvalId: row.id,
  type: row.object_type,
  id: row.object_id,
  hash: row.hash,
  version: row.object_version,
  title: row.title,
})

/** The driver would encode a string for a jsonb column once more; as text it arrives as it is. */
export const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::text::jsonb`
