import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireMember, requireScope } from '#kernel/ctx.ts'
import { conflict } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit, enqueue } from '#kernel/outbox.ts'
import { memberInvited } from './events.ts'
import { invitationToken, invitationUrl } from './invitation-token.ts'
import { job as mailInvitation } from './jobs/mail-invitation.ts'
import { toInvitation } from './list-invitations.ts'
import { requireRank } from './queries.ts'
import type { Invited, InviteMember } from './schema.ts'

const validMs = 7 * 24 * 60 * 60 * 1000

/** Invites somebody for seven days; an older open invitation to the same address ends. */
export async function inviteMember(ctx: Ctx, input: InviteMember): Promise<Invited> {
  requireScope(ctx, 'members:write')
  requireRank(ctx, input.role)
  const invitedBy = requireMember(ctx)
  const id = newId()
  const now = ctx.clock.now()
  const mailed = ctx.mail.configured
  const row = await inTransaction(ctx, async (tx) => {
    await refuseMember(tx, input.email)
    await tx.db
      .updateTable('invitations')
      .set({ revoked_at: now })
      .where('org_id', '=', tx.orgId)
      .where('email', '=', input.email)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .execute()
    const inserted = await tx.db
      .insertInto('invitations')
      .values({
        org_id: tx.orgId,
        id,
        email: input.email,
        role: input.role,
        token_hash: tx.secrets.hash(invitationToken(tx, id)),
        invited_by: invitedBy,
        created_at: now,
        expires_at: new Date(now.getTime() + validMs),
      })
      .returning(['id', 'email', 'role', 'created_at', 'expires_at'])
      .executeTakeFirstOrThrow()
    await audit(tx, {
      verb: 'orgs.invite-member',
      objectType: 'invitation',
      objectId: id,
      summary: `invited ${input.email} as ${input.role}`,
      details: { email: input.email, role: input.role },
    })
    emit(tx, memberInvited, id, { email: input.email, role: input.role })
    if (mailed) enqueue(tx, mailInvitation, { invitationId: id })
    return inserted
  })
  const invitation = toInvitation(row, now)
  return mailed ? { ...invitation, mailed } : { ...invitation, mailed, link: invitationUrl(ctx, id) }
}

async function refuseMember(tx: Ctx, email: string): Promise<void> {
  const known = await tx.db
    .selectFrom('members')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('email', '=', email)
    .where('active', '=', true)
    .executeTakeFirst()
  if (known) throw conflict('This person is in your team already.')
}
