import { sql } from 'kysely'
import { ConnectorError } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { markReconnect } from './change-channel.ts'
import { channelIo, connectorOf, getChannelRow, sealCredentials } from './queries.ts'
import type { ChannelRow } from './queries.ts'

/** Longer than the call may take; a process that dies while it refreshes holds up the next one for so long. */
const leaseMs = 45_000
const firstPauseMs = 30_000
const longestPauseMs = 3_600_000

/**
 * fresh: there is a new token (ours, or one that came meanwhile). busy: somebody else is at it, try again soon.
 * failed: the vendor has trouble, tried again later by itself. revoked: a person must connect it again.
 */
export type Refreshed = 'fresh' | 'busy' | 'failed' | 'revoked'

/**
 * Renews the token of a channel. However many ask at once, the vendor is asked once: a refresh token that
 * rotates works a single time. A new token is stored only over the one that it was made from.
 *
 * @param seen `credentials_version` of the token that is to be replaced: a newer one is there already.
 */
export async function refreshToken(ctx: Ctx, channelId: string, seen: number): Promise<Refreshed> {
  const row = await getChannelRow(ctx, channelId)
  if (row.credentials_version > seen) return 'fresh'
  const connector = connectorOf(ctx, row.connector)
  if (!connector.refresh) return 'failed'
  const owner = newId()
  const leased = await takeLease(ctx, row, owner)
  if (!leased)
    return (await getChannelRow(ctx, channelId)).credentials_version > row.credentials_version
      ? 'fresh'
      : 'busy'
  try {
    const { credentials, expiresAt } = await connector.refresh(channelIo(ctx, row))
    return await storeToken(ctx, row, owner, credentials, expiresAt)
  } catch (error) {
    return await noteFailure(ctx, row, owner, error)
  }
}

async function takeLease(ctx: Ctx, row: ChannelRow, owner: string): Promise<boolean> {
  const now = ctx.clock.now()
  const { numAffectedRows } =
    await sql`update channels set refresh_owner = ${owner}, refresh_until = ${new Date(now.getTime() + leaseMs)}
    where org_id = ${ctx.orgId} and id = ${row.id} and credentials_version = ${row.credentials_version}
      and state in ('active', 'paused') and (refresh_until is null or refresh_until < ${now})`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n) > 0
}

async function storeToken(
  ctx: Ctx,
  row: ChannelRow,
  owner: string,
  credentials: Record<string, string>,
  expiresAt: Date | undefined,
): Promise<Refreshed> {
  const stored = await inTransaction(ctx, async (tx) => {
    const { numAffectedRows } =
      await sql`update channels set credentials = ${sealCredentials(tx, row.id, credentials)},
        credentials_version = credentials_version + 1, refresh_failures = 0, refresh_owner = null, refresh_until = null,
        token_since = ${tx.clock.now()}, token_expires_at = ${expiresAt ?? null}, refresh_at = ${refreshAt(tx, expiresAt)}
      where org_id = ${tx.orgId} and id = ${row.id} and credentials_version = ${row.credentials_version}
        and refresh_owner = ${owner}`.execute(tx.db)
    if (Number(numAffectedRows ?? 0n) === 0) return false
    await audit(tx, {
      verb: 'channel.refresh-token',
      objectType: 'channel',
      objectId: row.id,
      summary: `renewed the access to ${row.name}`,
    })
    return true
  })
  await ctx.cache.delete(`channel:${row.id}`)
  // Connected anew meanwhile: that token is the newer one, and ours is forgotten.
  if (!stored) ctx.log.info({ channelId: row.id }, 'a renewed token came too late')
  return 'fresh'
}

/** At half life, so that trouble of hours does no harm. */
export function refreshAt(ctx: Pick<Ctx, 'clock'>, expiresAt: Date | undefined): Date | null {
  if (!expiresAt) return null
  const now = ctx.clock.now().getTime()
  return new Date(now + Math.max(0, expiresAt.getTime() - now) / 2)
}

/** Only a clear "revoked" disconnects; anything else may be the weather. */
async function noteFailure(ctx: Ctx, row: ChannelRow, owner: string, error: unknown): Promise<Refreshed> {
  const revoked = error instanceof ConnectorError && error.kind === 'auth_expired'
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(row.refresh_failures, 10))
  const asked = error instanceof ConnectorError ? error.retryAt?.getTime() : undefined
  const next = new Date(Math.max(asked ?? 0, ctx.clock.now().getTime() + pause))
  const { numAffectedRows } = await sql`update channels set refresh_owner = null, refresh_until = null,
      refresh_failures = refresh_failures + 1, refresh_at = ${revoked ? null : next},
      last_error = ${errorText(error)}, last_error_at = ${ctx.clock.now()}
    where org_id = ${ctx.orgId} and id = ${row.id} and credentials_version = ${row.credentials_version}
      and refresh_owner = ${owner}`.execute(ctx.db)
  if (Number(numAffectedRows ?? 0n) === 0) return 'fresh'
  ctx.log.warn({ err: error, channelId: row.id }, 'a token could not be renewed')
  if (!revoked) return 'failed'
  await markReconnect(ctx, row.id, errorText(error))
  return 'revoked'
}

/** Before a call that matters: renews a token that would end within the margin. */
export async function ensureFreshToken(
  ctx: Ctx,
  channelId: string,
  marginMs = 5 * 60_000,
): Promise<Refreshed> {
  const row = await getChannelRow(ctx, channelId)
  const endsAt = row.token_expires_at?.getTime()
  if (endsAt === undefined || endsAt - ctx.clock.now().getTime() > marginMs) return 'fresh'
  return refreshToken(ctx, channelId, row.credentials_version)
}

/**
 * The vendor refused our token in the middle of work: renews it where that is possible, else says so on the
 * channel's card.
 */
export async function tokenRefused(
  ctx: Ctx,
  channelId: string,
  seen: number,
  reason: string,
): Promise<Refreshed> {
  const row = await getChannelRow(ctx, channelId)
  if (connectorOf(ctx, row.connector).refresh) return refreshToken(ctx, channelId, seen)
  await markReconnect(ctx, channelId, reason)
  return 'revoked'
}
