import { sql } from 'kysely'
import type { AccountRead } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { figuresChanged } from '../figure-versions.ts'
import { suspicionOf } from './plausible.ts'
import { addSnapshots, pendingFigures, pendingKey } from './snapshots.ts'
import type { Snapshot } from './snapshots.ts'

/**
 * Keeps what was read of an account. A day that the vendor restates is replaced, unless it looks wrong. A level
 * (followers) belongs to the day on which it was read, and is compared with the last one before.
 */
export async function storeAccount(
  ctx: Ctx,
  channelId: string,
  apiVersion: string,
  figures: AccountRead['figures'],
  today: string,
): Promise<void> {
  if (figures.length === 0) return
  const now = ctx.clock.now()
  await inTransaction(ctx, async (tx) => {
    await sql`select from metric_channels where org_id = ${tx.orgId} and channel_id = ${channelId} for update`.execute(
      tx.db,
    )
    const days = [...new Set(figures.map((figure) => figure.day ?? today))]
    const { rows } = await sql<{ measure: string; day: string; value: number }>`
      select measure, day::text as day, value from account_days
      where org_id = ${tx.orgId} and channel_id = ${channelId} and day = any(${days}::date[])
      union all
      select measure, 'level', value from (select distinct on (measure) measure, value from account_days
        where org_id = ${tx.orgId} and channel_id = ${channelId} and measure = 'followers' and day < ${today}::date
        order by measure, day desc) l`.execute(tx.db)
    const standing = new Map(rows.map((row) => [`${row.measure} ${row.day}`, row.value]))
    const pending = await pendingFigures(tx, [channelId])
    const snapshots: Snapshot[] = []
    const kept: Array<{ measure: string; day: string; value: number }> = []
    for (const figure of figures) {
      const day = figure.day ?? today
      const there = standing.get(`${figure.measure} ${day}`)
      const before = there ?? (figure.day === undefined ? standing.get(`${figure.measure} level`) : undefined)
      // A net figure may be negative, and says nothing about the day before.
      const suspect =
        figure.measure === 'follower_growth'
          ? Number.isFinite(figure.value)
            ? undefined
            : ('impossible' as const)
          : suspicionOf(
              figure.value,
              before ?? null,
              pending.get(pendingKey(channelId, figure.measure, figure.day)),
            )
      if (suspect !== undefined || figure.value !== there)
        snapshots.push({ subject: channelId, figure, suspect })
      if (suspect === undefined) kept.push({ measure: figure.measure, day, value: figure.value })
    }
    await sql`insert into account_days (org_id, channel_id, measure, day, value, captured_at)
      select ${tx.orgId}, ${channelId}, measure, day, value, ${now}
      from jsonb_to_recordset(${JSON.stringify(kept)}::text::jsonb) r(measure text, day date, value float8)
      on conflict (org_id, channel_id, measure, day)
      do update set value = excluded.value, captured_at = excluded.captured_at`.execute(tx.db)
    await addSnapshots(tx, { channelId, apiVersion, now }, snapshots)
    await figuresChanged(tx, 'content')
  })
}
