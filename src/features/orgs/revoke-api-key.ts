import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { apiKeyRevoked } from './events.ts'
import './tables.ts'

/** The key's next request is refused. */
export async function revokeApiKey(ctx: Ctx, id: string): Promise<void> {
  requireScope(ctx, 'api-keys:write')
  await inTransaction(ctx, async (tx) => {
    const revoked = await tx.db
      .updateTable('api_keys')
      .set({ revoked_at: tx.clock.now() })
      .where('org_id', '=', tx.orgId)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning(['name', 'prefix'])
      .executeTakeFirst()
    if (!revoked) throw notFound('API key')
    await audit(tx, {
      verb: 'orgs.revoke-api-key',
      objectType: 'api-key',
      objectId: id,
      summary: `revoked the API key ${revoked.name}`,
      details: { prefix: revoked.prefix },
    })
    emit(tx, apiKeyRevoked, id, revoked)
  })
}
