import { roleNames } from '#contracts/scopes.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { emit } from '#kernel/outbox.ts'
import { memberChanged } from './events.ts'
import { getActiveMember, requireAnotherOwner, requireRank } from './queries.ts'

/** Takes effect with the member's next request. */
export async function changeRole(ctx: Ctx, memberId: string, role: Role): Promise<void> {
  requireScope(ctx, 'members:write')
  requireRank(ctx, role)
  await inTransaction(ctx, async (tx) => {
    const member = await getActiveMember(tx, memberId)
    requireRank(tx, member.role)
    if (member.role === role) return
    if (member.role === 'owner') await requireAnotherOwner(tx, memberId)
    await tx.db
      .updateTable('members')
      .set({ role })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', memberId)
      .execute()
    await audit(tx, {
      verb: 'orgs.change-role',
      objectType: 'member',
      objectId: memberId,
      summary: `made ${member.name} ${roleNames[role]}`,
      details: { from: member.role, to: role },
    })
    emit(tx, memberChanged, memberId, { name: member.name, role, active: true })
  })
}
