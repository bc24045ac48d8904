import type { Role } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import type { Invitation } from './schema.ts'
import './tables.ts'

/** Those that were neither accepted nor taken back, newest first; expired ones too, to invite anew. */
export async function listInvitations(ctx: Ctx): Promise<Invitation[]> {
  requireScope(ctx, 'members:write')
  const rows = await ctx.db
    .selectFrom('invitations')
    .select(['id', 'email', 'role', 'created_at', 'expires_at'])
    .where('org_id', '=', ctx.orgId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
  const now = ctx.clock.now()
  return rows.map((row) => toInvitation(row, now))
}

export function toInvitation(
  row: { id: string; email: string; role: Role; created_at: Date; expires_at: Date },
  now: Date,
): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    expired: row.expires_at <= now,
  }
}
