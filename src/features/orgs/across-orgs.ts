import type { App, Ctx } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { makeOutboxBuffer, writeOutbox } from '#kernel/outbox.ts'
import type { Role, Scope } from '#contracts/scopes.ts'
import './tables.ts'

/*
 * What must look beyond one organisation: who a cookie, a key or an invitation's token belongs to, and
 * the making of an organisation. Nothing else of this feature reads as the system.
 */

export interface Membership {
  orgId: string
  orgName: string
  memberId: string
  name: string
  email: string
  role: Role
}

/** The organisations that a user may enter, oldest membership first. */
export function findMemberships(app: App, userId: string): Promise<Membership[]> {
  return app.systemDb
    .selectFrom('members')
    .innerJoin('orgs', 'orgs.id', 'members.org_id')
    .select([
      'members.org_id as orgId',
      'orgs.name as orgName',
      'members.id as memberId',
      'members.name',
      'members.email',
      'members.role',
    ])
    .where('members.user_id', '=', userId)
    .where('members.active', '=', true)
    .orderBy('members.created_at')
    .orderBy('members.id')
    .execute()
}

export interface FoundKey {
  orgId: string
  id: string
  name: string
  scopes: Scope[]
  expiresAt: Date | null
  lastUsedAt: Date | null
  createdBy: string | null
  /** Of the member who made it, when that one is still in the team. */
  creatorRole: Role | null
}

/** A key that was not revoked. */
export function findApiKey(app: App, tokenHash: string): Promise<FoundKey | undefined> {
  return app.systemDb
    .selectFrom('api_keys as k')
    .leftJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 'k.org_id').onRef('m.id', '=', 'k.created_by').on('m.active', '=', true),
    )
    .select([
      'k.org_id as orgId',
      'k.id',
      'k.name',
      'k.scopes',
      'k.expires_at as expiresAt',
      'k.last_used_at as lastUsedAt',
      'k.created_by as createdBy',
      'm.role as creatorRole',
    ])
    .where('k.token_hash', '=', tokenHash)
    .where('k.revoked_at', 'is', null)
    .executeTakeFirst()
}

export interface FoundInvitation {
  orgId: string
  orgName: string
  id: string
  email: string
  role: Role
  invitedBy: string | null
}

/** An invitation that may still be accepted. */
export function findOpenInvitation(app: App, tokenHash: string): Promise<FoundInvitation | undefined> {
  return app.systemDb
    .selectFrom('invitations as i')
    .innerJoin('orgs as o', 'o.id', 'i.org_id')
    .leftJoin('members as m', (join) =>
      join.onRef('m.org_id', '=', 'i.org_id').onRef('m.id', '=', 'i.invited_by'),
    )
    .select(['i.org_id as orgId', 'o.name as orgName', 'i.id', 'i.email', 'i.role', 'm.name as invitedBy'])
    .where('i.token_hash', '=', tokenHash)
    .where('i.accepted_at', 'is', null)
    .where('i.revoked_at', 'is', null)
    .where('i.expires_at', '>', app.clock.now())
    .executeTakeFirst()
}

/** By id, or by name where only one has it. */
export async function findOrgId(app: App, idOrName: string): Promise<string | undefined> {
  const found = await app.systemDb
    .selectFrom('orgs')
    .select(['id', 'name'])
    .where((eb) => eb.or([eb(eb.cast<string>('id', 'text'), '=', idOrName), eb('name', '=', idOrName)]))
    .limit(2)
    .execute()
  return found.length === 1 ? found[0]?.id : undefined
}

export function findDemoOrg(app: App): Promise<{ id: string; ownerUserId: string } | undefined> {
  return app.systemDb
    .selectFrom('orgs')
    .innerJoin('members', 'members.org_id', 'orgs.id')
    .select(['orgs.id', 'members.user_id as ownerUserId'])
    .where('orgs.is_demo', '=', true)
    .where('members.role', '=', 'owner')
    .where('members.active', '=', true)
    .orderBy('orgs.created_at')
    .orderBy('members.created_at')
    .executeTakeFirst()
}

/** One transaction as the system, for an organisation that no tenant can write yet. */
export async function inSystemTransaction<T>(
  app: App,
  who: Parameters<typeof makeCtx>[1],
  fn: (tx: Ctx) => Promise<T>,
): Promise<T> {
  const outbox = makeOutboxBuffer()
  const result = await app.systemDb.transaction().execute(async (db) => {
    const value = await fn({ ...makeCtx(app, who), db, outbox })
    await writeOutbox(db, who.orgId, outbox)
    return value
  })
  app.dispatcher.kick()
  return result
}
