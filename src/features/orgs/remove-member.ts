import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { findMemberships } from './across-orgs.ts'
import { memberChanged } from './events.ts'
import { getActiveMember, requireAnotherOwner, requireRank } from './queries.ts'

/**
 * Ends a membership: the row stays, because messages and notes carry its name. Their API keys end with it, their
 * sessions too unless another organisation still has them.
 */
export async function removeMember(ctx: Ctx, memberId: string): Promise<void> {
  requireScope(ctx, 'members:write')
  const member = await inTransaction(ctx, async (tx) => {
    const found = await getActiveMember(tx, memberId)
    requireRank(tx, found.role)
    if (found.role === 'owner') await requireAnotherOwner(tx, memberId)
    await tx.db
      .updateTable('members')
      .set({ active: false })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', memberId)
      .execute()
    await tx.db
      .updateTable('api_keys')
      .set({ revoked_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('created_by', '=', memberId)
      .where('revoked_at', 'is', null)
      .execute()
    await audit(tx, {
      verb: 'orgs.remove-member',
      objectType: 'member',
      objectId: memberId,
      summary: `removed ${found.name} from the team`,
    })
    emit(tx, memberChanged, memberId, { name: found.name, role: found.role, active: false })
    return found
  })
  const elsewhere = await findMemberships(ctx.app, member.user_id)
  if (elsewhere.length === 0) await ctx.app.auth.revokeSessions(member.user_id)
}
