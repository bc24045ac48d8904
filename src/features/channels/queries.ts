import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { ChannelIo, Connector } from '#contracts/connector.ts'
import type { App, Ctx, Services } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { makeConnectorIo } from '#kernel/connector-io.ts'
import { notFound } from '#kernel/errors.ts'
import type { ChannelTable } from './tables.ts'

export type ChannelRow = Selectable<ChannelTable>

export async function getChannelRow(ctx: Ctx, id: string): Promise<ChannelRow> {
  const row = await ctx.db
    .selectFrom('channels')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('channel')
  return row
}

/** Whose account it is. The sandbox's events never reach a real channel, nor the other way round. */
export async function findChannelByAccount(
  app: App,
  connector: string,
  account: string,
  sandbox: boolean,
): Promise<{ orgId: string; channelId: string } | undefined> {
  const row = await app.systemDb
    .selectFrom('channel_routes')
    .select(['org_id', 'channel_id'])
    .where('connector', '=', connector)
    .where('external_id', '=', account)
    .where('sandbox', '=', sandbox)
    .executeTakeFirst()
  return row && { orgId: row.org_id, channelId: row.channel_id }
}

/** A channel by id alone, for webhooks of the channel route and pollers. Kept for ten seconds. */
export async function findChannelById(
  app: App,
  connector: string,
  channelId: string,
): Promise<ChannelRow | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(channelId)) return undefined
  return app.cache.get(`channel:${channelId}`, 10_000, () =>
    app.systemDb
      .selectFrom('channels')
      .selectAll()
      .where('id', '=', channelId)
      .where('connector', '=', connector)
      .where('state', '<>', 'disconnected')
      .executeTakeFirst(),
  )
}

export function connectorOf(services: Services, id: string): Connector {
  return must(services.connectors.get(id), `connector ${id}`)
}

/** What the connector's functions are called with for this channel. Opens the credentials. */
export function channelIo(services: Services, row: ChannelRow): ChannelIo {
  return {
    ...makeConnectorIo(services, connectorOf(services, row.connector), row.sandbox),
    channel: {
      id: row.id,
      orgId: row.org_id,
      externalId: row.external_id,
      name: row.name,
      settings: row.settings,
    },
    credentials: openCredentials(services, row),
  }
}

export function openCredentials(
  services: Services,
  row: Pick<ChannelRow, 'id' | 'credentials'>,
): Record<string, string> {
  return JSON.parse(services.secrets.open(row.credentials, `channel:${row.id}`)) as Record<string, string>
}

export function sealCredentials(
  services: Services,
  channelId: string,
  credentials: Record<string, string>,
): string {
  return services.secrets.seal(JSON.stringify(credentials), `channel:${channelId}`)
}

/** Parked events and failed sends, each counted to 99, in one round trip. */
export async function channelTroubles(
  ctx: Ctx,
): Promise<Map<string, { parked: number; failedSends: number }>> {
  const { rows } = await sql<{ id: string; parked: number; failed: number }>`
    select c.id,
      (select count(*)::int from (select from parked_events p where p.org_id = c.org_id and p.channel_id = c.id
        and p.replayed_at is null limit 99) x) as parked,
      (select count(*)::int from (select from messages m where m.org_id = c.org_id and m.channel_id = c.id
        and m.state in ('failed', 'unknown') and m.created_at > ${new Date(ctx.clock.now().getTime() - 86_400_000)} limit 99) x) as failed
    from channels c where c.org_id = ${ctx.orgId}`.execute(ctx.db)
  return new Map(rows.map((row) => [row.id, { parked: row.parked, failedSends: row.failed }]))
}
