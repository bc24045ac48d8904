import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { errorText, precondition } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { channelChanged } from './events.ts'
import { channelIo, connectorOf, getChannelRow } from './queries.ts'
import type { ChannelRow } from './queries.ts'
import { updateChannelInput } from './schema.ts'
import type { ChannelState } from './tables.ts'
import type { z } from 'zod'

/** Sends wait and polling stops; what customers write still comes in. */
export async function pauseChannel(ctx: Ctx, input: { channelId: string }): Promise<ChannelRow> {
  requireScope(ctx, 'channels:write')
  const row = await getChannelRow(ctx, input.channelId)
  if (row.state === 'paused') return row
  if (row.state !== 'active') throw notConnected(row)
  return setChannelState(ctx, input.channelId, 'paused', 'Paused by a member of the team.', 'paused')
}

export async function resumeChannel(ctx: Ctx, input: { channelId: string }): Promise<ChannelRow> {
  requireScope(ctx, 'channels:write')
  const row = await getChannelRow(ctx, input.channelId)
  if (row.state === 'active') return row
  if (row.state !== 'paused') throw notConnected(row)
  return setChannelState(ctx, input.channelId, 'active', null, 'resumed')
}

const notConnected = (row: ChannelRow) =>
  precondition(`${row.name} is not connected. Connect it again first.`)

/** The token does not work any more: called by whoever learns it from the vendor. Idempotent. */
export async function markReconnect(ctx: Ctx, channelId: string, reason: string): Promise<void> {
  const row = await getChannelRow(ctx, channelId)
  if (row.state === 'reconnect' || row.state === 'disconnected') return
  await setChannelState(ctx, channelId, 'reconnect', reason, 'lost its connection of')
}

/** Conversations stay; the account may be connected again, here or by another organisation. */
export async function disconnectChannel(ctx: Ctx, input: { channelId: string }): Promise<void> {
  requireScope(ctx, 'channels:write')
  const row = await getChannelRow(ctx, input.channelId)
  if (row.state === 'disconnected') return
  try {
    await connectorOf(ctx, row.connector).deactivate?.(channelIo(ctx, row))
  } catch (error) {
    // The vendor may have forgotten us already; that must not keep the channel here.
    ctx.log.info({ reason: errorText(error), channelId: row.id }, 'channel could not unsubscribe')
  }
  await setChannelState(ctx, row.id, 'disconnected', 'Disconnected by a member of the team.', 'disconnected')
  await ctx.app.systemDb.deleteFrom('channel_polls').where('channel_id', '=', row.id).execute()
  await ctx.app.systemDb.deleteFrom('channel_routes').where('channel_id', '=', row.id).execute()
}

export async function updateChannel(
  ctx: Ctx,
  input: z.input<typeof updateChannelInput>,
): Promise<ChannelRow> {
  requireScope(ctx, 'channels:write')
  const wish = updateChannelInput.parse(input)
  const row = await getChannelRow(ctx, wish.channelId)
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('channels')
      .set((eb) => ({
        name: wish.name ?? row.name,
        settings: JSON.stringify({ ...row.settings, ...wish.settings }),
        version: eb('version', '+', 1),
      }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', row.id)
      .execute()
    await audit(tx, {
      verb: 'channel.update',
      objectType: 'channel',
      objectId: row.id,
      summary: `changed the settings of ${row.name}`,
      details: { changed: Object.keys({ ...wish.settings, ...(wish.name ? { name: wish.name } : {}) }) },
    })
    emitChanged(tx, { ...row, name: wish.name ?? row.name })
  })
  await ctx.cache.delete(`channel:${row.id}`)
  return getChannelRow(ctx, row.id)
}

async function setChannelState(
  ctx: Ctx,
  channelId: string,
  state: ChannelState,
  reason: string | null,
  done: string,
): Promise<ChannelRow> {
  const row = await getChannelRow(ctx, channelId)
  await inTransaction(ctx, async (tx) => {
    await tx.db
      .updateTable('channels')
      .set((eb) => ({ state, state_reason: reason, version: eb('version', '+', 1) }))
      .where('org_id', '=', tx.orgId)
      .where('id', '=', channelId)
      .execute()
    await audit(tx, {
      verb: `channel.${state}`,
      objectType: 'channel',
      objectId: channelId,
      summary: `${done} ${row.name}`,
    })
    emitChanged(tx, { ...row, state, state_reason: reason })
  })
  await ctx.cache.delete(`channel:${channelId}`)
  return getChannelRow(ctx, channelId)
}

function emitChanged(tx: Ctx, row: ChannelRow): void {
  emit(tx, channelChanged, row.id, {
    channelId: row.id,
    connector: row.connector,
    name: row.name,
    state: row.state,
    reason: row.state_reason,
  })
}
