import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, conflict, invalid, notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { approvalRequested } from './events.ts'
import { getApproval } from './progress.ts'
import { facts, lockApproval, record } from './queries.ts'
import { delegateInput } from './schema.ts'
import type { ApprovalView } from './schema.ts'

/** Gives one's own seat at the present stage to somebody else, who is asked at once. */
export async function delegate(
  ctx: Ctx,
  input: { approvalId: string; toMemberId: string; reason?: string | undefined },
): Promise<ApprovalView> {
  requireScope(ctx, 'posts:read')
  const { approvalId, toMemberId, reason } = delegateInput.parse(input)
  return inTransaction(ctx, async (tx) => {
    const row = await lockApproval(tx, approvalId)
    if (row.state !== 'pending') throw conflict('This is decided already, so nobody needs to be asked.')
    const to = await findMember(tx, toMemberId)
    if (to.id === tx.memberId) throw invalid('You are asked already. Choose somebody else.')
    if (to.id === row.author_id && !row.plan.selfApproval)
      throw new AppError('forbidden', `${to.name} wrote this, so somebody else has to decide.`)
    await moveSeat(tx, row.id, row.stage, to.id)
    await record(tx, row, 'delegate', reason ? `to ${to.name}: ${reason}` : `to ${to.name}`)
    await audit(tx, {
      verb: 'approval.delegate',
      objectType: row.object_type,
      objectId: row.object_id,
      summary: `delegated the approval of ${row.title} to ${to.name}`,
      details: { approvalId: row.id, to: to.id },
    })
    emit(tx, approvalRequested, row.object_id, { ...facts(row), stage: row.stage, memberIds: [to.id] })
    return getApproval(tx, row.id)
  })
}

async function findMember(tx: Ctx, id: string): Promise<{ id: string; name: string }> {
  const member = await tx.db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .where('active', '=', true)
    .executeTakeFirst()
  if (!member) throw notFound('member')
  return member
}

/** The number of seats stays: where the other one has a seat already, one's own is simply given up. */
async function moveSeat(tx: Ctx, approvalId: string, stage: number, to: string): Promise<void> {
  const from = tx.memberId
  const own = from
    ? await tx.db
        .deleteFrom('approval_seats')
        .where('org_id', '=', tx.orgId)
        .where('approval_id', '=', approvalId)
        .where('stage', '=', stage)
        .where('member_id', '=', from)
        .executeTakeFirst()
    : undefined
  // Who may change policies may ask somebody in anybody's place.
  if (!own?.numDeletedRows && !tx.scopes.has('policies:write'))
    throw new AppError('forbidden', 'You are not asked here, so there is nothing to hand on.')
  await tx.db
    .insertInto('approval_seats')
    .values({
      org_id: tx.orgId,
      approval_id: approvalId,
      stage,
      member_id: to,
      delegated_from: from ?? null,
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
}
