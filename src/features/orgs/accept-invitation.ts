import type { App, Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import type { AuthUser } from '#kernel/auth.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { AppError, invalid, notFound, precondition } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { findOpenInvitation } from './across-orgs.ts'
import type { FoundInvitation } from './across-orgs.ts'
import { memberJoined } from './events.ts'
import { json } from './queries.ts'
import type { AcceptInvitation, InvitationLookup } from './schema.ts'

async function openInvitation(app: App, token: string): Promise<FoundInvitation> {
  const found = await findOpenInvitation(app, app.secrets.hash(token))
  if (!found) throw notFound('invitation')
  return found
}

/** What an invitation's page shows to whoever holds its link. */
export async function lookupInvitation(app: App, token: string): Promise<InvitationLookup> {
  const { orgName, email, role, invitedBy } = await openInvitation(app, token)
  const isNew = (await app.auth.findUser(email)) === undefined
  return { org: { name: orgName }, email, role, isNew, ...(invitedBy === null ? {} : { invitedBy }) }
}

/**
 * Makes the invited person a member. Without an account one is made; with one they must be signed in, because
 * the link may have passed through other hands.
 *
 * @param signedIn the user of the request's session.
 * @returns `cookies`: the Set-Cookie lines of a new user's session.
 */
export async function acceptInvitation(
  app: App,
  input: AcceptInvitation,
  signedIn: AuthUser | undefined,
): Promise<{ orgId: string; userId: string; cookies: string[] }> {
  const invitation = await openInvitation(app, input.token)
  const known = await app.auth.findUser(invitation.email)
  if (known) {
    requireSameUser(known, signedIn)
    await join(app, invitation, known)
    return { orgId: invitation.orgId, userId: known.userId, cookies: [] }
  }
  const { name, password } = input
  if (name === undefined || password === undefined)
    throw invalid('Please give your name and choose a password.')
  // Where mail is set up only the mailbox has the link; elsewhere the inviter had it too.
  const user = await app.auth.createUser({
    email: invitation.email,
    name,
    password,
    verified: app.mail.configured,
  })
  await join(app, invitation, user)
  const cookies = (await app.auth.signIn({ email: user.email, password })) ?? []
  return { orgId: invitation.orgId, userId: user.userId, cookies }
}

function requireSameUser(invited: AuthUser, signedIn: AuthUser | undefined): void {
  if (!signedIn)
    throw new AppError('unauthenticated', `Please sign in as ${invited.email} to accept the invitation.`)
  if (signedIn.userId === invited.userId) return
  throw precondition(
    `This invitation is for ${invited.email}. Sign out, and in with that address, to accept it.`,
  )
}

async function join(app: App, invitation: FoundInvitation, user: AuthUser): Promise<void> {
  const memberId = newId()
  const actor = { kind: 'member', id: memberId, name: user.name } as const
  await inTransaction(makeCtx(app, { orgId: invitation.orgId, actor }), async (tx) => {
    await spend(tx, invitation.id)
    const { role } = invitation
    // Somebody who was removed earlier comes back as the same member.
    const member = await tx.db
      .insertInto('members')
      .values({
        org_id: tx.orgId,
        id: memberId,
        user_id: user.userId,
        name: user.name,
        email: user.email,
        role,
        preferences: json({}),
        created_at: tx.clock.now(),
      })
      .onConflict((oc) =>
        oc
          .columns(['org_id', 'user_id'])
          .doUpdateSet({ active: true, role, email: user.email })
          .where('members.active', '=', false),
      )
      .returning(['id', 'name'])
      .executeTakeFirst()
    if (!member) throw precondition('You are in this team already.')
    await audit(tx, {
      verb: 'orgs.accept-invitation',
      objectType: 'member',
      objectId: member.id,
      summary: `joined as ${role}`,
      details: { email: user.email, role },
    })
    emit(tx, memberJoined, member.id, { name: member.name, role })
  })
}

/** Of two who accept at the same moment, one finds it spent. */
async function spend(tx: Ctx, id: string): Promise<void> {
  const now = tx.clock.now()
  const spent = await tx.db
    .updateTable('invitations')
    .set({ accepted_at: now })
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst()
  if (!spent) throw notFound('invitation')
}
