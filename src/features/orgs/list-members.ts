import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import type { Member } from './schema.ts'
import './tables.ts'

/** The team by name. Removed members are left out unless asked for: their names stand in old messages. */
export async function listMembers(ctx: Ctx, options: { removed?: boolean } = {}): Promise<Member[]> {
  requireScope(ctx, 'members:read')
  let query = ctx.db
    .selectFrom('members')
    .select(['id', 'name', 'email', 'role', 'active', 'created_at'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('name')
    .orderBy('id')
  if (!options.removed) query = query.where('active', '=', true)
  const rows = await query.execute()
  return rows.map(({ created_at: at, ...member }) => ({ ...member, joinedAt: at.toISOString() }))
}
