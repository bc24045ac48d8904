import { sql } from 'kysely'
import type { Figure } from '#contracts/metrics.ts'
import type { Ctx } from '#kernel/app.ts'
import type { Suspicion } from './plausible.ts'

export interface Snapshot {
  /** A post's target, or the channel. */
  subject: string
  figure: Figure & { day?: string }
  suspect: Suspicion | undefined
}

/** Only ever added to: what the vendor said, by its own name, and when. */
export async function addSnapshots(
  tx: Ctx,
  about: { channelId: string; apiVersion: string; now: Date },
  snapshots: Snapshot[],
): Promise<void> {
  if (snapshots.length === 0) return
  const rows = snapshots.map(({ subject, figure, suspect }) => ({
    subject,
    measure: figure.measure,
    day: figure.day ?? null,
    // A database has no number for what is none; the suspicion says it.
    value: Number.isFinite(figure.value) ? figure.value : 0,
    raw: figure.raw,
    suspect: suspect ?? null,
  }))
  await sql`insert into metric_snapshots
    (org_id, channel_id, subject, measure, day, value, raw, api_version, suspect, captured_at)
    select ${tx.orgId}, ${about.channelId}, subject, measure, day, value, raw, ${about.apiVersion}, suspect, ${about.now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      r(subject uuid, measure text, day date, value float8, raw text, suspect text)`.execute(tx.db)
}

/** Figures that were held back at the last reading, by subject, measure and day: a second one may confirm them. */
export async function pendingFigures(tx: Ctx, subjects: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ subject: string; measure: string; day: string | null; value: number }>`
    select s.subject, s.measure, s.day::text as day, s.value from unnest(${subjects}::uuid[]) u(subject)
    cross join lateral (
      select distinct on (measure, day) subject, measure, day, value, suspect from metric_snapshots
      where org_id = ${tx.orgId} and subject = u.subject and captured_at > ${recently(tx)}
      order by measure, day, captured_at desc) s
    where s.suspect is not null`.execute(tx.db)
  return new Map(rows.map((row) => [pendingKey(row.subject, row.measure, row.day ?? undefined), row.value]))
}

export const pendingKey = (subject: string, measure: string, day?: string) =>
  `${subject} ${measure} ${day ?? ''}`

const dayMs = 86_400_000
const recently = (tx: Ctx) => new Date(tx.clock.now().getTime() - 100 * dayMs)
