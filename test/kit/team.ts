import { createOrg } from '#features/orgs/index.ts'
import { roleScopes } from '#contracts/scopes.ts'
import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { newId, newToken } from '#kernel/ids.ts'
import type { TestApp } from './test-app.ts'

export interface Team {
  orgId: string
  /** A member of that role as the caller; each call makes another member. */
  as(role: Role, name?: string): Promise<Ctx>
  /** An Authorization header of an API key with the scopes of that role. */
  key(role: Role): Promise<{ authorization: string }>
}

/** An organisation of its own with whom a test needs in it. */
export async function makeTeam(test: TestApp, name = 'Acme'): Promise<Team> {
  const email = `${newId()}@example.com`
  const { orgId } = await createOrg(test.app, { name, owner: { userId: newId(), email, name: 'Olga Owner' } })
  return {
    orgId,
    async as(role, memberName = `Mia ${role}`) {
      const id = newId()
      await test.sql`insert into members (org_id, id, user_id, name, email, role)
        values (${orgId}, ${id}, ${newId()}, ${memberName}, ${`${id}@example.com`}, ${role})`
      return makeCtx(test.app, {
        orgId,
        memberId: id,
        actor: { kind: 'member', id, name: memberName },
        scopes: new Set(roleScopes[role]),
      })
    },
    async key(role) {
      const key = `parley_test_${newToken()}`
      await test.sql`insert into api_keys (org_id, id, name, prefix, token_hash, scopes)
        values (${orgId}, ${newId()}, ${role}, 'test', ${test.app.secrets.hash(key)}, ${[...roleScopes[role]]})`
      return { authorization: `Bearer ${key}` }
    },
  }
}
