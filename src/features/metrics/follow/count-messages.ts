import { sql } from 'kysely'
import type { LogEvent, Tx } from './follow-log.ts'

const hourMs = 3_600_000

/** Messages by account and hour. Notes and lines that tell of a change are no messages. */
export async function countMessages(tx: Tx, events: LogEvent[]): Promise<void> {
  const hours = new Map<
    string,
    { org: string; channel: string; hour: string; counts: [number, number, number] }
  >()
  for (const { orgId, kind, author, saidAt, channel } of events) {
    if (kind !== 'message' || author === null || author === 'system' || !saidAt || !channel) continue
    const hour = new Date(Math.floor(new Date(saidAt).getTime() / hourMs) * hourMs).toISOString()
    const key = `${orgId} ${channel} ${hour}`
    const entry = hours.get(key) ?? { org: orgId, channel, hour, counts: [0, 0, 0] }
    entry.counts[author === 'contact' ? 0 : author === 'rule' ? 2 : 1] += 1
    hours.set(key, entry)
  }
  if (hours.size === 0) return
  const rows = [...hours.values()].map(({ org, channel, hour, counts: [received, person, rule] }) => ({
    org,
    channel,
    hour,
    received,
    person,
    rule,
  }))
  await sql`insert into message_hours as h (org_id, channel_id, hour, received, by_person, by_rule)
    select org, channel, hour, received, person, rule from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      r(org uuid, channel uuid, hour timestamptz, received int, person int, rule int)
    order by org, hour, channel
    on conflict (org_id, hour, channel_id) do update set received = h.received + excluded.received,
      by_person = h.by_person + excluded.by_person, by_rule = h.by_rule + excluded.by_rule`.execute(tx)
}
