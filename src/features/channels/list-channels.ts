import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { channelTroubles, connectorOf, getChannelRow } from './queries.ts'
import type { ChannelRow } from './queries.ts'
import type { ChannelView, ConnectorView } from './schema.ts'

export async function listChannels(ctx: Ctx): Promise<ChannelView[]> {
  requireScope(ctx, 'channels:read')
  const rows = await ctx.db
    .selectFrom('channels')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('state', '<>', 'disconnected')
    .orderBy('created_at')
    .limit(500)
    .execute()
  const troubles = await channelTroubles(ctx)
  return rows.map((row) => toChannelView(ctx, row, troubles.get(row.id)))
}

export async function getChannel(ctx: Ctx, input: { channelId: string }): Promise<ChannelView> {
  requireScope(ctx, 'channels:read')
  const row = await getChannelRow(ctx, input.channelId)
  return toChannelView(ctx, row, (await channelTroubles(ctx)).get(row.id))
}

export function toChannelView(
  ctx: Ctx,
  row: ChannelRow,
  troubles?: { parked: number; failedSends: number },
): ChannelView {
  return {
    id: row.id,
    connector: row.connector,
    connectorName: connectorOf(ctx, row.connector).name,
    externalId: row.external_id,
    name: row.name,
    sandbox: row.sandbox,
    state: row.state,
    stateReason: row.state_reason,
    settings: row.settings,
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    lastError: row.last_error,
    lastErrorAt: row.last_error_at?.toISOString() ?? null,
    health: row.health,
    healthAt: row.health_at?.toISOString() ?? null,
    parked: troubles?.parked ?? 0,
    failedSends: troubles?.failedSends ?? 0,
    tokenSince: row.token_since?.toISOString() ?? null,
    tokenExpiresAt: row.token_expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    version: row.version,
  }
}

/** Every connector that is in the tree, as the connect screen draws it. */
export function listConnectors(ctx: Ctx): ConnectorView[] {
  requireScope(ctx, 'channels:read')
  return [...ctx.connectors.values()].map((connector) => ({
    id: connector.id,
    name: connector.name,
    summary: connector.summary,
    form: connector.form,
    guide: connector.guide,
    abilities: connector.abilities,
    oauth: connector.oauth
      ? {
          ready: connector.oauth.needs.every((key) => ctx.config.env[key]),
          needs: [...connector.oauth.needs],
        }
      : null,
    publishes: connector.publish
      ? {
          platform: connector.publish.platform,
          formats: connector.publish.formats,
          textMax: connector.publish.limits.textMax,
          mediaMax: connector.publish.limits.media.max,
          altMax: connector.publish.limits.altMax ?? null,
          options: connector.publish.options ?? [],
        }
      : null,
    hasSandbox: ctx.sandbox?.get(connector.id) !== undefined,
  }))
}
