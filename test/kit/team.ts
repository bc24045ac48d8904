import { roleScopes } from '#contracts/scopes.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { newId, newToken } from '#kernel/ids.ts'
import { createOrg } from '#features/orgs/index.ts'
import type { TestApp } from './test-app.ts'

export interface TestMember {
  userId: string
  memberId: string
  email: string
  name: string
}

export interface Team {
  orgId: string
  owner: TestMember
  /** The owner as the caller. */
  ctx: Ctx
  /** A member of that role as the caller; each call makes another member. */
  as(role: Role, name?: string): Promise<Ctx>
  /** An Authorization header of an API key with the scopes of that role. */
  key(role: Role): Promise<{ authorization: string }>
}

let people = 0

/** An organisation of its own with whom a test needs in it. */
export async function makeTeam(desk: TestApp, name = 'Acme'): Promise<Team> {
  const user = await newUser(desk)
  const { orgId, memberId } = await createOrg(desk.app, { name, owner: user })
  const owner = { ...user, memberId }
  return {
    orgId,
    owner,
    ctx: ctxOf(desk, orgId, owner, 'owner'),
    as: async (role, memberName) => (await addMember(desk, orgId, role, memberName)).ctx,
    async key(role) {
      const key = `parley_test_${newToken()}`
      await desk.sql`insert into api_keys (org_id, id, name, prefix, token_hash, scopes)
        values (${orgId}, ${newId()}, ${role}, 'test', ${desk.app.secrets.hash(key)}, ${[...roleScopes[role]]})`
      return { authorization: `Bearer ${key}` }
    },
  }
}

/** Another member of an organisation, as they act. */
export async function addMember(
  desk: TestApp,
  orgId: string,
  role: Role,
  name?: string,
): Promise<{ member: TestMember; ctx: Ctx }> {
  const user = await newUser(desk, name)
  const memberId = newId()
  await desk.sql`insert into members (org_id, id, user_id, name, email, role)
    values (${orgId}, ${memberId}, ${user.userId}, ${user.name}, ${user.email}, ${role})`
  const member = { ...user, memberId }
  return { member, ctx: ctxOf(desk, orgId, member, role) }
}

function newUser(desk: TestApp, name?: string) {
  const n = ++people
  return desk.app.auth.createUser({
    email: `member${n}@example.com`,
    name: name ?? `Member ${n}`,
    verified: true,
  })
}

const ctxOf = (desk: TestApp, orgId: string, member: TestMember, role: Role): Ctx =>
  makeCtx(desk.app, {
    orgId,
    actor: { kind: 'member', id: member.memberId, name: member.name },
    memberId: member.memberId,
    scopes: new Set(roleScopes[role]),
  })
