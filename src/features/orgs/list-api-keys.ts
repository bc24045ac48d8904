import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import type { ApiKey } from './schema.ts'
import type { ApiKeyTable } from './tables.ts'
import type { Selectable } from 'kysely'

/** Those that were not revoked, newest first. */
export async function listApiKeys(ctx: Ctx): Promise<ApiKey[]> {
  requireScope(ctx, 'api-keys:write')
  const rows = await ctx.db
    .selectFrom('api_keys')
    .select(['id', 'name', 'prefix', 'scopes', 'created_at', 'expires_at', 'last_used_at'])
    .where('org_id', '=', ctx.orgId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
  return rows.map(toApiKey)
}

type Shown = 'id' | 'name' | 'prefix' | 'scopes' | 'created_at' | 'expires_at' | 'last_used_at'

export const toApiKey = (row: Pick<Selectable<ApiKeyTable>, Shown>): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
})
