import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { roleScopes } from '#contracts/scopes.ts'
import type { Role } from '#contracts/scopes.ts'
import { newId } from '#kernel/ids.ts'
import { createOrg } from '#features/orgs/index.ts'
import type { TestApp } from './test-app.ts'

export interface TestMember {
  userId: string
  memberId: string
  email: string
  name: string
}

let people = 0

/** A new organisation with an owner. */
export async function makeTeam(
  desk: TestApp,
  name = 'Acme',
): Promise<{ orgId: string; owner: TestMember; ctx: Ctx }> {
  const user = await newUser(desk)
  const { orgId, memberId } = await createOrg(desk.app, { name, owner: user })
  const owner = { ...user, memberId }
  return { orgId, owner, ctx: ctxOf(desk, orgId, owner, 'owner') }
}

/** Another member of an organisation, as they act. */
export async function addMember(
  desk: TestApp,
  orgId: string,
  role: Role,
): Promise<{ member: TestMember; ctx: Ctx }> {
  const user = await newUser(desk)
  const memberId = newId()
  await desk.sql`insert into members (org_id, id, user_id, name, email, role)
    values (${orgId}, ${memberId}, ${user.userId}, ${user.name}, ${user.email}, ${role})`
  const member = { ...user, memberId }
  return { member, ctx: ctxOf(desk, orgId, member, role) }
}

function newUser(desk: TestApp) {
  const n = ++people
  return desk.app.auth.createUser({
    email: `member${n}@example.com`,
    name: `Member ${n}`,
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
