import type { Actor } from '#contracts/event.ts'
import type { Scope } from '#contracts/scopes.ts'
import type { App, Ctx, Origin } from './app.ts'
import { AppError } from './errors.ts'
import { newId } from './ids.ts'
import { makeOutboxBuffer, writeOutbox } from './outbox.ts'

export const systemActor: Actor = { kind: 'system', name: 'Parley' }

export function makeCtx(
  app: App,
  who: {
    orgId: string
    actor?: Actor
    memberId?: string | undefined
    scopes?: ReadonlySet<Scope>
    requestId?: string
    origin?: Origin | undefined
    log?: App['log']
  },
): Ctx {
  const {
    systemDb: _db,
    pools,
    dispatcher: _dispatcher,
    hub: _hub,
    auth: _auth,
    ingest: _ingest,
    replica: _replica,
    redis: _redis,
    bulk: _bulk,
    ...services
  } = app
  return {
    ...services,
    log: who.log ?? app.log,
    app,
    orgId: who.orgId,
    actor: who.actor ?? systemActor,
    memberId: who.memberId,
    scopes: who.scopes ?? new Set(),
    requestId: who.requestId ?? newId(),
    origin: who.origin,
    db: pools.tenant(who.orgId),
    outbox: undefined,
  }
}

/**
 * Runs `fn` in one transaction, or in the open one. Events, jobs and counter deltas that it buffers are the
 * last statement; after the commit this process's dispatcher is kicked. No network call may happen inside.
 */
export async function inTransaction<T>(ctx: Ctx, fn: (tx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.outbox) return fn(ctx)
  const outbox = makeOutboxBuffer()
  const result = await ctx.db.transaction().execute(async (db) => {
    const value = await fn({ ...ctx, db, outbox })
    await writeOutbox(db, ctx.orgId, outbox)
    return value
  })
  if (!outbox.isEmpty()) ctx.app.dispatcher.kick()
  return result
}

/** First line of every verb that a person can reach. The system itself holds no scopes and is not asked. */
export function requireScope(ctx: Ctx, scope: Scope): void {
  if (ctx.actor.kind === 'system' || ctx.actor.kind === 'rule' || ctx.actor.kind === 'contact') return
  if (!ctx.scopes.has(scope)) {
    throw new AppError('forbidden', 'Your role does not allow this. Ask an owner or admin of your team.', {
      details: { scope },
    })
  }
}

/** The member who acts. API keys and the system are refused where only a person makes sense. */
export function requireMember(ctx: Ctx): string {
  if (!ctx.memberId) {
    throw new AppError('precondition', 'Only a signed-in member of the team can do this.')
  }
  return ctx.memberId
}
