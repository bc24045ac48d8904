import { sql } from 'kysely'
import { roleScopes } from '#contracts/scopes.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { makeCtx, requireMember } from '#kernel/ctx.ts'
import type { AuthSession } from '#kernel/auth.ts'
import { must } from '#kernel/assert.ts'
import { findMemberships } from './across-orgs.ts'
import { getOrg } from './queries.ts'
import { preferencesSchema } from './schema.ts'
import type { Me } from './schema.ts'

/** The signed-in member: who, in which organisation, and what they may do. */
export async function currentMember(ctx: Ctx): Promise<Me> {
  const memberId = requireMember(ctx)
  const [member, org, pos] = await Promise.all([
    ctx.db
      .selectFrom('members')
      .select(['user_id', 'name', 'email', 'role', 'preferences'])
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', memberId)
      .executeTakeFirstOrThrow(),
    getOrg(ctx),
    logPosition(ctx),
  ])
  const memberships = await findMemberships(ctx.app, member.user_id)
  return {
    user: { id: member.user_id, name: member.name, email: member.email },
    org,
    memberId,
    role: member.role,
    scopes: [...roleScopes[member.role]],
    preferences: preferencesSchema.parse(member.preferences),
    orgs: memberships.map((one) => ({ id: one.orgId, name: one.orgName, role: one.role })),
    pos,
  }
}

/** Signed in, but in no organisation (any more). */
export function withoutOrg(session: AuthSession): Me {
  return {
    user: { id: session.userId, name: session.name, email: session.email },
    org: null,
    memberId: null,
    role: null,
    scopes: [],
    preferences: preferencesSchema.parse({}),
    orgs: [],
    pos: '0',
  }
}

/** As `currentMember`, for a user who just entered the organisation. */
export async function memberIn(app: App, userId: string, orgId: string): Promise<Me> {
  const memberships = await findMemberships(app, userId)
  const membership = must(
    memberships.find((one) => one.orgId === orgId),
    'membership',
  )
  return currentMember(
    makeCtx(app, {
      orgId,
      actor: { kind: 'member', id: membership.memberId, name: membership.name },
      memberId: membership.memberId,
      scopes: new Set(roleScopes[membership.role]),
    }),
  )
}

async function logPosition(ctx: Ctx): Promise<string> {
  const { rows } = await sql<{ pos: string | null }>`
    select max(pos)::text as pos from events where org_id = ${ctx.orgId}`.execute(ctx.db)
  return rows[0]?.pos ?? '0'
}
