import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { audit } from '#kernel/audit.ts'
import { inTransaction, requireScope } from '#kernel/ctx.ts'
import { notFound } from '#kernel/errors.ts'
import { emit } from '#kernel/outbox.ts'
import { calendarChanged } from './events.ts'
import { channelPublishing, publishingSettings } from './schema.ts'
import type { ChannelPublishing, PublishingSettings, SettingsView } from './schema.ts'
import './tables.ts'

export const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::text::jsonb`

export async function readSettings(ctx: Ctx): Promise<PublishingSettings> {
  const row = await ctx.db
    .selectFrom('publishing_settings')
    .select('settings')
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirst()
  return publishingSettings.parse(row?.settings ?? {})
}

export async function getSettings(ctx: Ctx): Promise<SettingsView> {
  requireScope(ctx, 'posts:read')
  const [settings, rows] = await Promise.all([
    readSettings(ctx),
    ctx.db
      .selectFrom('channels as c')
      .leftJoin('channel_publishing as p', (join) =>
        join.onRef('p.org_id', '=', 'c.org_id').onRef('p.channel_id', '=', 'c.id'),
      )
      .select(['c.id', 'c.name', 'c.connector', 'p.paused', 'p.min_gap_minutes', 'p.category'])
      .where('c.org_id', '=', ctx.orgId)
      .where('c.state', '<>', 'disconnected')
      .orderBy('c.name')
      .limit(500)
      .execute(),
  ])
  const channels = rows
    .filter((row) => ctx.connectors.get(row.connector)?.publish)
    .map((row) => ({
      channelId: row.id,
      name: row.name,
      connector: row.connector,
      paused: row.paused ?? false,
      minGapMinutes: row.min_gap_minutes ?? 0,
      category: row.category ?? '',
    }))
  return { ...settings, channels }
}

export async function saveSettings(ctx: Ctx, input: PublishingSettings): Promise<SettingsView> {
  requireScope(ctx, 'policies:write')
  const settings = publishingSettings.parse(input)
  await inTransaction(ctx, async (tx) => {
    await sql`insert into publishing_settings (org_id, settings) values (${tx.orgId}, ${json(settings)})
      on conflict (org_id) do update set settings = publishing_settings.settings || excluded.settings,
        version = publishing_settings.version + 1`.execute(tx.db)
    await changed(tx, 'changed how posts are published', { ...settings })
  })
  return getSettings(ctx)
}

export async function saveChannelSettings(ctx: Ctx, input: ChannelPublishing): Promise<SettingsView> {
  requireScope(ctx, 'policies:write')
  const wish = channelPublishing.parse(input)
  await inTransaction(ctx, async (tx) => {
    const channel = await tx.db
      .selectFrom('channels')
      .select('name')
      .where('org_id', '=', tx.orgId)
      .where('id', '=', wish.channelId)
      .executeTakeFirst()
    if (!channel) throw notFound('channel')
    const values = { paused: wish.paused, min_gap_minutes: wish.minGapMinutes, category: wish.category }
    await tx.db
      .insertInto('channel_publishing')
      .values({ org_id: tx.orgId, channel_id: wish.channelId, limits: json({}), ...values })
      .onConflict((oc) => oc.columns(['org_id', 'channel_id']).doUpdateSet(values))
      .execute()
    await changed(tx, `changed how posts go out on ${channel.name}`, { ...wish })
  })
  return getSettings(ctx)
}

async function changed(tx: Ctx, summary: string, details: Record<string, unknown>): Promise<void> {
  await audit(tx, { verb: 'calendar.settings', objectType: 'publishing_settings', summary, details })
  emit(tx, calendarChanged, tx.orgId, { what: 'settings', id: null })
}
