import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { ConnectorError } from '#contracts/connector.ts'
import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { markReconnect } from './change-channel.ts'
import { channelIo, connectorOf, findChannelById } from './queries.ts'
import type { ChannelRow } from './queries.ts'

const lookEveryMs = 2_000
const leaseMs = 40_000
const pollMs = 25_000

/**
 * Polls every channel whose platform cannot reach us, each under a lease row, so that one process does it.
 * The cursor moves only after what it passed is committed; a repeated body is known by its key.
 */
export async function pollChannels(app: App, signal: AbortSignal): Promise<void> {
  const owner = newId()
  const running = new Map<string, Promise<void>>()
  while (!signal.aborted) {
    try {
      for (const { channelId, connector } of await leaseFree(app, owner)) {
        if (running.has(channelId)) continue
        const poll = pollOne(app, owner, connector, channelId, signal)
          .catch((error: unknown) =>
            app.log.warn({ reason: errorText(error), channelId }, 'polling stopped, will go on'),
          )
          .finally(() => running.delete(channelId))
        running.set(channelId, poll)
      }
    } catch (error) {
      app.log.debug({ err: error }, 'leases of pollers not read')
    }
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined)
  }
  await Promise.all(running.values())
  await sql`update channel_polls set lease_owner = null, lease_until = null where lease_owner = ${owner}`
    .execute(app.systemDb)
    .catch((error: unknown) => app.log.debug({ err: error }, 'leases not given back'))
}

async function leaseFree(app: App, owner: string): Promise<Array<{ channelId: string; connector: string }>> {
  const { rows } = await sql<{ channelId: string; connector: string }>`
    update channel_polls set lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseMs / 1000}),
      fence = fence + 1
    where channel_id in (
      select p.channel_id from channel_polls p join channels c on c.org_id = p.org_id and c.id = p.channel_id
      where c.state = 'active' and (p.lease_until is null or p.lease_until < now())
      limit 20 for update of p skip locked)
    returning channel_id as "channelId", connector`.execute(app.systemDb)
  return rows
}

async function pollOne(
  app: App,
  owner: string,
  connectorId: string,
  channelId: string,
  signal: AbortSignal,
): Promise<void> {
  const connector = connectorOf(app, connectorId)
  let backOffMs = 1_000
  while (!signal.aborted) {
    const row = await findChannelById(app, connectorId, channelId)
    if (row?.state !== 'active' || !connector.poll) return giveBack(app, owner, channelId)
    const io = channelIo(app, row)
    // A real account with an address that the platform can reach gets webhooks in place of polling.
    if (!row.sandbox && io.publicUrl?.startsWith('https://')) return
    const cursor = await renewLease(app, owner, channelId)
    if (cursor === undefined) return
    try {
      const result = await connector.poll(io, cursor ?? undefined, pollMs, signal)
      for (const { key, body } of result.bodies) {
        await app.ingest.store({ connector: connectorId, route: channelId, key, body })
      }
      await moveCursor(app, owner, channelId, result.cursor)
      backOffMs = 1_000
    } catch (error) {
      if (signal.aborted) return
      if (await isOver(app, row, error)) return
      app.log.info({ reason: errorText(error), channelId }, 'poll failed, will try again')
      await wait(backOffMs, undefined, { signal }).catch(() => undefined)
      backOffMs = Math.min(backOffMs * 2, 30_000)
    }
  }
}

/** A dead token ends the polling and shows on the card; everything else passes. */
async function isOver(app: App, row: ChannelRow, error: unknown): Promise<boolean> {
  if (!(error instanceof ConnectorError) || (error.kind !== 'auth_expired' && error.kind !== 'permission'))
    return false
  await markReconnect(makeCtx(app, { orgId: row.org_id }), row.id, error.message)
  return true
}

/** So that polling goes on at once when the channel does. */
async function giveBack(app: App, owner: string, channelId: string): Promise<void> {
  await sql`update channel_polls set lease_owner = null, lease_until = null
    where channel_id = ${channelId} and lease_owner = ${owner}`.execute(app.systemDb)
}

/** undefined: another process took over. */
async function renewLease(app: App, owner: string, channelId: string): Promise<string | null | undefined> {
  const { rows } = await sql<{ cursor: string | null }>`
    update channel_polls set lease_until = now() + make_interval(secs => ${leaseMs / 1000})
    where channel_id = ${channelId} and lease_owner = ${owner} returning cursor`.execute(app.systemDb)
  return rows[0]?.cursor
}

async function moveCursor(
  app: App,
  owner: string,
  channelId: string,
  cursor: string | undefined,
): Promise<void> {
  await sql`update channel_polls set cursor = coalesce(${cursor ?? null}, cursor)
    where channel_id = ${channelId} and lease_owner = ${owner}`.execute(app.systemDb)
}
