import type { Selectable } from 'kysely'
import type { Actor } from '#contracts/event.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { newestApproval } from './queries.ts'
import type { ApprovalRow } from './queries.ts'
import type { ApprovalView, DecisionView } from './schema.ts'
import { needOf } from './seats.ts'
import type { ApprovalDecisionTable } from './tables.ts'

/** One request with its stages, who has decided, and who is waited for. */
export async function getApproval(ctx: Ctx, id: string): Promise<ApprovalView> {
  requireScope(ctx, 'posts:read')
  const row = await ctx.db
    .selectFrom('approvals')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('approval')
  return toView(ctx, row)
}

/** The newest request about an object; undefined: nobody was ever asked. */
export async function approvalProgress(
  ctx: Ctx,
  type: string,
  objectId: string,
): Promise<ApprovalView | undefined> {
  requireScope(ctx, 'posts:read')
  const row = await newestApproval(ctx, type, objectId)
  return row ? toView(ctx, row) : undefined
}

/** Whether exactly this content of the object was granted, and nothing has taken that back. */
export async function isApproved(ctx: Ctx, type: string, objectId: string, hash: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('approvals')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('object_type', '=', type)
    .where('object_id', '=', objectId)
    .where('hash', '=', hash)
    .where('state', '=', 'granted')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The same of one request: an occurrence of a series lives by the approval of its template. */
export async function isGranted(ctx: Ctx, approvalId: string, hash: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('approvals')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', approvalId)
    .where('hash', '=', hash)
    .where('state', '=', 'granted')
    .executeTakeFirst()
  return row !== undefined
}

export async function toView(ctx: Ctx, row: ApprovalRow): Promise<ApprovalView> {
  const [seats, decisions] = await Promise.all([seatsWithNames(ctx, row.id), decisionsOf(ctx, row.id)])
  return {
    id: row.id,
    type: row.object_type,
    objectId: row.object_id,
    hash: row.hash,
    objectVersion: row.object_version,
    title: row.title,
    state: row.state,
    policyName: row.policy_name,
    stages: row.plan.stages.map((stage, index) => {
      const mine = seats.filter((seat) => seat.stage === index)
      const have = decisions.filter((one) => one.stage === index && one.decision === 'approve')
      const done = row.state === 'granted' || index < row.stage
      return {
        name: stage.name,
        rule: stage.rule,
        need: needOf(stage, mine.length),
        state: done ? ('done' as const) : index === row.stage ? ('open' as const) : ('later' as const),
        have: have.map(({ by, surface, at }) => ({ by, surface, at })),
        waiting:
          done || row.state !== 'pending'
            ? []
            : mine
                .filter((seat) => !have.some((one) => one.by.id === seat.member_id))
                .map((seat) => ({ memberId: seat.member_id, name: seat.name })),
      }
    }),
    requestedBy: personOf(row.requested_by),
    authorId: row.author_id,
    requestedAt: row.requested_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    slotAt: row.slot_at?.toISOString() ?? null,
    approveBy: row.approve_by?.toISOString() ?? null,
    onLate: row.plan.onLate,
    version: row.version,
    decisions,
  }
}

function seatsWithNames(ctx: Ctx, approvalId: string) {
  return ctx.db
    .selectFrom('approval_seats as s')
    .innerJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 's.org_id').onRef('m.id', '=', 's.member_id'),
    )
    .select(['s.stage', 's.member_id', 'm.name'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.approval_id', '=', approvalId)
    .orderBy('m.name')
    .orderBy('s.member_id')
    .execute()
}

async function decisionsOf(ctx: Ctx, approvalId: string): Promise<DecisionView[]> {
  const rows = await ctx.db
    .selectFrom('approval_decisions')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('approval_id', '=', approvalId)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows.map(toDecisionView)
}

export const toDecisionView = (row: Selectable<ApprovalDecisionTable>): DecisionView => ({
  id: row.id,
  approvalId: row.approval_id,
  objectType: row.object_type,
  objectId: row.object_id,
  hash: row.hash,
  version: row.object_version,
  stage: row.stage,
  decision: row.decision,
  by: personOf(row.actor),
  reason: row.reason,
  surface: row.surface,
  message: row.message,
  at: row.at.toISOString(),
})

const personOf = ({ id, name, kind }: Actor) => ({ id: id ?? null, name, kind })
