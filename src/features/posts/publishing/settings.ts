import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'

/** How an organisation and an account publish. Written by the calendar's settings; here they are only read. */
export interface PublishSettings {
  missedAfterMinutes: number
  /** Between two overdue posts of one account, after an outage. */
  staggerSeconds: number
  paused: boolean
  minGapMinutes: number
}

export async function publishSettings(tx: Ctx, channelId: string): Promise<PublishSettings> {
  const { rows } = await sql<Partial<PublishSettings>>`
    select (s.settings->>'missedAfterMinutes')::int as "missedAfterMinutes",
      (s.settings->>'staggerSeconds')::int as "staggerSeconds", c.paused, c.min_gap_minutes as "minGapMinutes"
    from (select 1) one
    left join publishing_settings s on s.org_id = ${tx.orgId}
    left join channel_publishing c on c.org_id = ${tx.orgId} and c.channel_id = ${channelId}`.execute(tx.db)
  const row = rows[0]
  return {
    missedAfterMinutes: row?.missedAfterMinutes ?? 60,
    staggerSeconds: row?.staggerSeconds ?? 60,
    paused: row?.paused ?? false,
    minGapMinutes: row?.minGapMinutes ?? 0,
  }
}
