import { parse } from 'hono/utils/cookie'
import type { Caller } from '#contracts/feature.ts'
import { roleScopes } from '#contracts/scopes.ts'
import type { Scope } from '#contracts/scopes.ts'
import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { hashToken } from '#kernel/secrets.ts'
import { findApiKey, findMemberships } from './across-orgs.ts'
import type { FoundKey, Membership } from './across-orgs.ts'
import { orgCookie } from './org-cookie.ts'

const lastUseEveryMs = 60_000

/** An API key in the Authorization header, else the session of the cookie. Never the one in place of the other. */
export function authenticate(app: App, request: Request): Promise<Caller | undefined> {
  const authorization = request.headers.get('authorization')
  return authorization === null ? bySession(app, request.headers) : byApiKey(app, authorization)
}

async function bySession(app: App, headers: Headers): Promise<Caller | undefined> {
  const session = await app.auth.session(headers)
  if (!session) return undefined
  const membership = activeMembership(await findMemberships(app, session.userId), headers)
  if (!membership) return undefined
  return {
    orgId: membership.orgId,
    actor: { kind: 'member', id: membership.memberId, name: membership.name },
    scopes: new Set(roleScopes[membership.role]),
    memberId: membership.memberId,
    userId: session.userId,
  }
}

function activeMembership(memberships: readonly Membership[], headers: Headers): Membership | undefined {
  const chosen = parse(headers.get('cookie') ?? '', orgCookie)[orgCookie]
  return memberships.find((one) => one.orgId === chosen) ?? memberships[0]
}

async function byApiKey(app: App, authorization: string): Promise<Caller | undefined> {
  const key = /^Bearer (parley_\S{20,200})$/i.exec(authorization)?.[1]
  const found = key && (await findApiKey(app, hashToken(key)))
  if (!found) return undefined
  const now = app.clock.now()
  if (found.expiresAt && found.expiresAt <= now) return undefined
  const scopes = presentScopes(found)
  if (!scopes) return undefined
  await noteUse(app, found, now)
  return { orgId: found.orgId, actor: { kind: 'api_key', id: found.id, name: found.name }, scopes }
}

/** A key never does more than its maker may do now; it ends with its maker's membership. */
function presentScopes(key: FoundKey): ReadonlySet<Scope> | undefined {
  if (key.createdBy === null) return new Set(key.scopes)
  if (key.creatorRole === null) return undefined
  const allowed = new Set(roleScopes[key.creatorRole])
  return new Set(key.scopes.filter((scope) => allowed.has(scope)))
}

async function noteUse(app: App, key: FoundKey, now: Date): Promise<void> {
  if (key.lastUsedAt && now.getTime() - key.lastUsedAt.getTime() < lastUseEveryMs) return
  await makeCtx(app, { orgId: key.orgId })
    .db.updateTable('api_keys')
    .set({ last_used_at: now })
    .where('org_id', '=', key.orgId)
    .where('id', '=', key.id)
    .execute()
}
