import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { instantsOf } from '../periods.ts'
import { accountKeys, passesOf } from '../reading.ts'
import type { Reading } from '../reading.ts'
import type { RawSteps, StepsRead } from './funnel.ts'

interface Counts {
  key: string | null
  received: number
  answered: number
  inTime: number
  resolved: number
  stayed: number
  waiting: number
}

/** From the first message to a resolve that lasted; one conversation counts each time it was opened. */
export async function readConversationSteps(
  ctx: Ctx,
  reading: Reading,
  withinSeconds: number,
): Promise<StepsRead> {
  const { from, to } = instantsOf(reading.period, reading.zone)
  const { ids, keys } = accountKeys(reading)
  const read = await Promise.all(
    passesOf(reading).map(async ({ byKey }) => {
      const { rows } =
        await sql<Counts>`select ${byKey ? sql`k.key` : sql`null::text`} as key, count(*)::int as received,
          count(s.answered_at)::int as answered,
          count(*) filter (where s.answered_at - s.first_message_at <= make_interval(secs => ${withinSeconds}))::int as "inTime",
          count(s.resolved_at) filter (where s.answered_at is not null)::int as resolved,
          count(s.resolved_at) filter (where s.answered_at is not null and not exists (
            select from conversation_spells n where n.org_id = s.org_id and n.conversation_id = s.conversation_id
              and n.opened_at > s.opened_at))::int as stayed,
          count(*) filter (where s.answered_at is null and s.resolved_at is null)::int as waiting
        from conversation_spells s
        join unnest(${ids}::uuid[], ${keys}::text[]) k(channel_id, key) on k.channel_id = s.channel_id
        where s.org_id = ${ctx.orgId} and s.first_message_at >= ${from} and s.first_message_at < ${to}
          ${
            reading.labels
              ? sql`and exists (select from conversations c where c.org_id = ${ctx.orgId}
                  and c.id = s.conversation_id and c.labels && ${reading.labels}::text[])`
              : sql``
          }
        group by 1`.execute(ctx.db)
      return rows.map((row) => stepsOf(row, byKey, withinSeconds))
    }),
  )
  const rows = read.flat()
  const waiting = rows.find((row) => row.key === undefined)?.waiting ?? 0
  return {
    rows,
    notes:
      waiting > 0
        ? [
            `${waiting} of them ${waiting === 1 ? 'waits' : 'wait'} for a first answer still: the figures may grow.`,
          ]
        : [],
  }
}

function stepsOf(row: Counts, byKey: boolean, withinSeconds: number): RawSteps & { waiting: number } {
  const minutes = Math.round(withinSeconds / 60)
  const within =
    withinSeconds === 3_600
      ? 'the first hour'
      : minutes < 120
        ? `${minutes} minutes`
        : `${Math.round(minutes / 60)} hours`
  return {
    key: byKey ? (row.key ?? '') : undefined,
    n: row.received,
    waiting: row.waiting,
    steps: [
      { id: 'received', name: 'Received', value: row.received, of: null },
      { id: 'answered', name: 'Answered', value: row.answered, of: 0 },
      { id: 'in_time', name: `Answered within ${within}`, value: row.inTime, of: 1, aside: true },
      { id: 'resolved', name: 'Resolved', value: row.resolved, of: 1 },
      { id: 'stayed', name: 'Not opened again', value: row.stayed, of: 3 },
    ],
  }
}
