import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'

/** The card's "last event", written at most every five seconds: it is no truth, and must be no hot row. */
export async function touchChannel(app: App, channelId: string, at: Date): Promise<void> {
  await app.cache.get(`channel-touched:${channelId}`, 5_000, async () => {
    await sql`update channels set last_event_at = greatest(last_event_at, ${at}) where id = ${channelId}`.execute(
      app.systemDb,
    )
    return true
  })
}
