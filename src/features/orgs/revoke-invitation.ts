import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { invitationRevoked } from './events.ts'
import './tables.ts'

export async function revokeInvitation(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'members:write')
  await inTransaction(ctx, async (tx) => {
    const revoked = await tx.db
      .updateTable('invitations')
      .set({ revoked_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .returning('email')
      .executeTakeFirst()
    if (!revoked) throw notFound('invitation')
    await audit(tx, {
      verb: 'orgs.revoke-invitation',
      objectType: 'invitation',
      objectId: id,
      summary: `took back the invitation of ${revoked.email}`,
    })
    emit(tx, invitationRevoked, id, { email: revoked.email })
  })
}
