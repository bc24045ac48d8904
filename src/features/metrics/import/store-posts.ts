import { sql } from 'kysely'
import type { Figure, Measure } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { figuresChanged } from '../figure-versions.ts'
import { nextLook } from './next-look.ts'
import { suspicionOf } from './plausible.ts'
import { addSnapshots, pendingFigures, pendingKey } from './snapshots.ts'
import type { Snapshot } from './snapshots.ts'

export interface ReadFigures {
  targetId: string
  figures: Figure[]
}

const dayMs = 86_400_000

/** Measures that have a column in `measured_posts`. */
const columns = [
  'impressions',
  'reach',
  'views',
  'likes',
  'comments',
  'shares',
  'saves',
  'clicks',
  'watch_time',
] as const
type Column = (typeof columns)[number]
const isColumn = (measure: Measure): measure is Column => columns.some((column) => column === measure)

/**
 * Keeps what was read of posts: every change as a snapshot, and in the posts' rows what counts. A figure that looks
 * wrong is kept and marked, and the one before it stands.
 */
export async function storePosts(
  ctx: Ctx,
  channelId: string,
  apiVersion: string,
  read: ReadFigures[],
  gone: string[],
): Promise<void> {
  const now = ctx.clock.now()
  await inTransaction(ctx, async (tx) => {
    const ids = [...read.map((one) => one.targetId), ...gone]
    if (ids.length === 0) return
    const rows = await tx.db
      .selectFrom('measured_posts')
      .selectAll()
      .where('org_id', '=', tx.orgId)
      .where('target_id', 'in', ids)
      .orderBy('target_id')
      .forUpdate()
      .execute()
    const pending = await pendingFigures(tx, ids)
    const snapshots: Snapshot[] = []
    const updates = rows.map((row) => {
      const figures = read.find((one) => one.targetId === row.target_id)?.figures ?? []
      const next: Partial<Record<Column, number>> = {}
      for (const figure of figures) {
        if (!isColumn(figure.measure)) continue
        const standing = row[figure.measure]
        const suspect = suspicionOf(
          figure.value,
          standing,
          pending.get(pendingKey(row.target_id, figure.measure)),
        )
        if (suspect !== undefined || figure.value !== standing)
          snapshots.push({ subject: row.target_id, figure, suspect })
        if (suspect === undefined) next[figure.measure] = figure.value
      }
      const isMissing = gone.includes(row.target_id)
      // Rights that were lost look the same: it counts as gone when it is missing a day later, too.
      const isGone = isMissing && row.gone_at !== null
      const isRead = figures.length > 0
      return {
        id: row.target_id,
        ...Object.fromEntries(columns.map((column) => [column, next[column] ?? row[column]])),
        measured_at: isRead ? now : row.measured_at,
        next_at: isGone
          ? null
          : isMissing
            ? new Date(now.getTime() + dayMs)
            : (nextLook(row.published_at, now) ?? null),
        gone_at: isMissing ? (row.gone_at ?? now) : null,
      }
    })
    const json = JSON.stringify(updates)
    await sql`update measured_posts m set
        ${sql.join(columns.map((column) => sql`${sql.ref(column)} = u.${sql.ref(column)}`))},
        measured_at = u.measured_at, next_at = u.next_at, gone_at = u.gone_at
      from jsonb_to_recordset(${json}::text::jsonb) u(id uuid, ${sql.join(
        columns.map((column) => sql`${sql.ref(column)} float8`),
      )}, measured_at timestamptz, next_at timestamptz, gone_at timestamptz)
      where m.org_id = ${tx.orgId} and m.target_id = u.id`.execute(tx.db)
    await addSnapshots(tx, { channelId, apiVersion, now }, snapshots)
    await figuresChanged(tx, 'content')
  })
}
