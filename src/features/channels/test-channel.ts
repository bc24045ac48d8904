import type { HealthCheck } from '#contracts/connector.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { sql } from 'kysely'
import { channelIo, connectorOf, getChannelRow } from './queries.ts'

/** Asks the vendor whether the channel works, and keeps the answer for its card. */
export async function testChannel(ctx: Ctx, input: { channelId: string }): Promise<HealthCheck[]> {
  requireScope(ctx, 'channels:read')
  const row = await getChannelRow(ctx, input.channelId)
  const checks = await askHealth(ctx, row)
  await sql`update channels set health = ${JSON.stringify(checks)}::text::jsonb, health_at = ${ctx.clock.now()}
    where org_id = ${ctx.orgId} and id = ${row.id}`.execute(ctx.db)
  return checks
}

async function askHealth(ctx: Ctx, row: Awaited<ReturnType<typeof getChannelRow>>): Promise<HealthCheck[]> {
  try {
    return await connectorOf(ctx, row.connector).health(channelIo(ctx, row))
  } catch (error) {
    return [{ name: 'Answer of the platform', ok: false, detail: errorText(error) }]
  }
}
