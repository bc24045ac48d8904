import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { MiddlewareHandler } from 'hono'
import type { StreamEnd } from '#contracts/event-stream.ts'
import type { HttpEnv } from '#contracts/feature.ts'
import type { Ctx } from '#kernel/app.ts'
import { AppError, conflict } from '#kernel/errors.ts'
import { isStreamed } from './body.ts'

interface Kept {
  route: string
  body_hash: string
  status: number | null
  response: unknown
}

const usableKey = /^[\x21-\x7e]{8,200}$/

/**
 * A write with an `Idempotency-Key` runs once; its answer is kept for 24 hours. The same key with another
 * body, or while the first still runs, is a conflict. An answer of 5xx or 429 is forgotten, so that it may be tried
 * again.
 */
export function idempotency(): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    const ctx = c.get('ctx') as Ctx | undefined
    if (!key || !ctx || c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (isStreamed(c.req.path)) return next()
    if (!usableKey.test(key))
      throw new AppError('invalid', 'Idempotency-Key takes 8 to 200 printable characters.')
    const route = `${c.req.method} ${c.req.path}`
    const bodyHash = createHash('sha256')
      .update(new Uint8Array(await c.req.arrayBuffer()))
      .digest('hex')

    const kept = await claim(ctx, key, route, bodyHash)
    if (kept) return replay(kept, route, bodyHash)
    try {
      await next()
    } catch (error) {
      await forget(ctx, key)
      throw error
    }
    const end = c.get('streamEnd')
    if (end) return keepStreamed(ctx, key, end)
    if (c.res.status >= 500 || c.res.status === 429) await forget(ctx, key)
    else await keep(ctx, key, c.res.status, holdsSecret(c.res) ? 'null' : await c.res.clone().text())
  }
}

/** A stream's last word is its answer; a repeat gets that alone. The stream itself is not kept waiting. */
function keepStreamed(ctx: Ctx, key: string, end: Promise<StreamEnd>): void {
  end
    .then(({ status, body }) =>
      status >= 500 || status === 429 ? forget(ctx, key) : keep(ctx, key, status, body),
    )
    .catch((error: unknown) =>
      ctx.log.error({ err: error, requestId: ctx.requestId }, 'an answer was not kept'),
    )
}

/** A new API key is shown once: its answer says no-store, which goes for us too. */
const holdsSecret = (answer: Response) => answer.ok && answer.headers.get('cache-control') === 'no-store'

async function claim(ctx: Ctx, key: string, route: string, bodyHash: string): Promise<Kept | undefined> {
  const inserted = await sql`insert into idempotency_keys (org_id, key, route, body_hash, created_at)
    values (${ctx.orgId}, ${key}, ${route}, ${bodyHash}, ${ctx.clock.now()})
    on conflict (org_id, key) do update set route = excluded.route, body_hash = excluded.body_hash,
      created_at = excluded.created_at, status = null, response = null
      where idempotency_keys.created_at < ${new Date(ctx.clock.now().getTime() - 24 * 3_600_000)}
    returning key`.execute(ctx.db)
  if (inserted.rows.length > 0) return undefined
  const { rows } = await sql<Kept>`select route, body_hash, status, response from idempotency_keys
    where org_id = ${ctx.orgId} and key = ${key}`.execute(ctx.db)
  return rows[0]
}

function replay(kept: Kept, route: string, bodyHash: string): Response {
  if (kept.route !== route || kept.body_hash !== bodyHash) {
    throw conflict('This Idempotency-Key was used for another request. Use a new key for a new request.')
  }
  if (kept.status === null) throw conflict('The first request with this Idempotency-Key is still running.')
  if (kept.response === null) {
    throw conflict('This was done already. Its answer held a secret, so it was not kept.')
  }
  return Response.json(kept.response, { status: kept.status, headers: { 'idempotent-replay': 'true' } })
}

async function keep(ctx: Ctx, key: string, status: number, text: string): Promise<void> {
  await sql`update idempotency_keys set status = ${status}, response = ${text}::text::jsonb
    where org_id = ${ctx.orgId} and key = ${key}`.execute(ctx.db)
}

async function forget(ctx: Ctx, key: string): Promise<void> {
  await sql`delete from idempotency_keys where org_id = ${ctx.orgId} and key = ${key}`.execute(ctx.db)
}
