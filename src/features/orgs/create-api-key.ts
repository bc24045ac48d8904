import { randomBytes } from 'node:crypto'
import type { Scope } from '#contracts/scopes.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { AppError, invalid } from '#kernel/errors.ts'
import { newId, newToken } from '#kernel/ids.ts'
import { emit } from '#kernel/outbox.ts'
import { apiKeyCreated } from './events.ts'
import { toApiKey } from './list-api-keys.ts'
import { isScope } from './queries.ts'
import type { CreateApiKey, NewApiKey } from './schema.ts'

/** Makes a key that may do no more than its maker. The answer holds it; only its hash is stored. */
export async function createApiKey(ctx: Ctx, input: CreateApiKey): Promise<NewApiKey> {
  requireScope(ctx, 'api-keys:write')
  const scopes = grantable(ctx, input.scopes)
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt)
  if (expiresAt && expiresAt <= ctx.clock.now()) throw invalid('That day is over. Choose one to come.')
  const prefix = randomBytes(4).toString('hex')
  const key = `parley_${prefix}_${newToken()}`
  const row = await inTransaction(ctx, async (tx) => {
    const id = newId()
    const inserted = await tx.db
      .insertInto('api_keys')
      .values({
        org_id: tx.orgId,
        id,
        name: input.name,
        prefix,
        token_hash: tx.secrets.hash(key),
        scopes,
        created_by: await makerOf(tx),
        created_at: tx.clock.now(),
        expires_at: expiresAt,
      })
      .returning(['id', 'name', 'prefix', 'scopes', 'created_at', 'expires_at', 'last_used_at'])
      .executeTakeFirstOrThrow()
    await audit(tx, {
      verb: 'orgs.create-api-key',
      objectType: 'api-key',
      objectId: id,
      summary: `created the API key ${input.name}`,
      details: { prefix, scopes },
    })
    emit(tx, apiKeyCreated, id, { name: input.name, prefix })
    return inserted
  })
  return { ...toApiKey(row), key }
}

/** A key that a key makes belongs to the same member, and ends with that membership. */
async function makerOf(ctx: Ctx): Promise<string | null> {
  if (ctx.memberId) return ctx.memberId
  if (ctx.actor.kind !== 'api_key' || ctx.actor.id === undefined) return null
  const parent = await ctx.db
    .selectFrom('api_keys')
    .select('created_by')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', ctx.actor.id)
    .executeTakeFirstOrThrow()
  return parent.created_by
}

function grantable(ctx: Ctx, asked: readonly string[]): Scope[] {
  const unknown = asked.find((scope) => !isScope(scope))
  if (unknown !== undefined) throw invalid(`There is nothing called ${unknown} that a key could do.`)
  const scopes = [...new Set(asked)].filter(isScope)
  const beyond = scopes.find((scope) => !ctx.scopes.has(scope))
  if (beyond === undefined || ctx.actor.kind === 'system') return scopes
  throw new AppError('forbidden', 'A key cannot do more than you may do yourself.', {
    details: { scope: beyond },
  })
}
