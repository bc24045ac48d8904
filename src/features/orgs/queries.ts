import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { allScopes, roleScopes } from '#contracts/scopes.ts'
import type { Role, Scope } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError, notFound } from '#kernel/errors.ts'
import { orgSettingsSchema } from './schema.ts'
import type { Org } from './schema.ts'
import './tables.ts'

/** The driver would encode a string for a jsonb column once more; as text it arrives as it is. */
export const json = (value: unknown): RawBuilder<string> => sql`${JSON.stringify(value)}::text::jsonb`

export async function getOrg(ctx: Ctx): Promise<Org> {
  const row = await ctx.db
    .selectFrom('own_org')
    .select(['id', 'name', 'timezone', 'settings', 'is_demo'])
    .executeTakeFirst()
  if (!row) throw notFound('organisation')
  const { is_demo: isDemo, settings, ...org } = row
  return { ...org, isDemo, settings: orgSettingsSchema.parse(settings) }
}

export async function getActiveMember(ctx: Ctx, id: string) {
  const row = await ctx.db
    .selectFrom('members')
    .select(['id', 'user_id', 'name', 'email', 'role', 'created_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('active', '=', true)
    .executeTakeFirst()
  if (!row) throw notFound('member')
  return row
}

/** Nobody hands out, or takes away, a role that may do more than they may themselves. */
export function requireRank(ctx: Ctx, role: Role): void {
  if (ctx.actor.kind === 'system') return
  if (roleScopes[role].every((scope) => ctx.scopes.has(scope))) return
  throw new AppError('forbidden', 'That role may do more than yours. Ask an owner of your team.')
}

export const isScope = (text: string): text is Scope => allScopes.some((scope) => scope === text)

/** Call before an owner ceases to be one. Owners who do this at the same moment wait for each other. */
export async function requireAnotherOwner(tx: Ctx, memberId: string): Promise<void> {
  const owners = await tx.db
    .selectFrom('members')
    .select('id')
    .where('org_id', '=', tx.orgId)
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (owners.some((owner) => owner.id !== memberId)) return
  throw new AppError(
    'precondition',
    'This is the last owner, and a team needs one. Make somebody else owner first.',
  )
}
