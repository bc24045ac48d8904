import { sql } from 'kysely'
import { messageCreated, messageReceived } from '#features/inbox/index.ts'
import type { LogEvent, Tx } from './follow-log.ts'

/** Messages by account and hour. Notes and lines that tell of a change are no messages. */
export async function countMessages(tx: Tx, events: LogEvent[]): Promise<void> {
  const hours = new Map<
    string,
    { org: string; channel: string; hour: string; counts: [number, number, number] }
  >()
  const add = (event: LogEvent, channel: string, at: string, which: 0 | 1 | 2) => {
    const hour = new Date(Math.floor(new Date(at).getTime() / 3_600_000) * 3_600_000).toISOString()
    const key = `${event.orgId} ${channel} ${hour}`
    const entry = hours.get(key) ?? { org: event.orgId, channel, hour, counts: [0, 0, 0] }
    entry.counts[which] += 1
    hours.set(key, entry)
  }
  for (const event of events) {
    if (event.type !== messageReceived.type && event.type !== messageCreated.type) continue
    const { message, conversation } = messageCreated.payload.parse(event.payload)
    if (message.kind !== 'message') continue
    if (message.author.kind === 'contact') add(event, conversation.channel.id, message.at, 0)
    else if (message.author.kind !== 'system')
      add(event, conversation.channel.id, message.at, message.author.kind === 'rule' ? 2 : 1)
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
