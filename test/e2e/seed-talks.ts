import { sql } from 'kysely'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import type { Desk } from './kit.ts'

const day = 86_400_000
const people = 160
const firstNumber = 7_000

/** Half a year of customers who wrote, some of them again; answered and resolved as it happens. */
export async function seedTalks({ program }: Desk): Promise<void> {
  const { orgId } = await program.owner()
  const db = program.app.systemDb
  const channels = await db
    .selectFrom('channels')
    .select('id')
    .where('org_id', '=', orgId)
    .where('connector', 'in', ['instagram', 'facebook', 'telegram', 'webchat'])
    .limit(3)
    .execute()
  const now = Date.now()
  for (let index = 0; index < people; index++) {
    const channel = must(channels[index % channels.length], 'a channel').id
    const [contact, identity, id] = [newId(), newId(), newId()]
    const first = now - (3 + index * 1.1) * day
    const again = [30, 60, 95]
      .filter((_, at) => (index * 7 + at * 3) % 5 < 3 - at)
      .map((days) => first + days * day)
    const wrote = [first, ...again].filter((at) => at < now - day)
    const at = (ms: number) => new Date(ms)
    await sql`insert into contacts (org_id, id, name) values (${orgId}, ${contact}, ${`Guest ${index}`})`.execute(
      db,
    )
    await sql`insert into contact_identities (org_id, id, contact_id, channel_id, external_id)
      values (${orgId}, ${identity}, ${contact}, ${channel}, ${identity})`.execute(db)
    await sql`insert into conversations (org_id, id, number, channel_id, contact_id, identity_id, status, last_activity_at)
      values (${orgId}, ${id}, ${firstNumber + index}, ${channel}, ${contact}, ${identity}, 'resolved', ${at(first)})`.execute(
      db,
    )
    for (const [seq, written] of wrote.entries())
      await sql`insert into messages (org_id, id, conversation_id, channel_id, seq, kind, author_kind, text, at)
        values (${orgId}, ${newId()}, ${id}, ${channel}, ${seq + 1}, 'message', 'contact', 'Hello', ${at(written)})`.execute(
        db,
      )
    const answered = index % 9 === 0 ? null : first + ((index * 13) % 150) * 60_000
    const resolved = answered === null || index % 4 === 0 ? null : answered + day
    await sql`insert into conversation_spells (org_id, conversation_id, opened_at, channel_id, first_message_at, answered_at,
        answered_by, resolved_at)
      values (${orgId}, ${id}, ${at(first)}, ${channel}, ${at(first)}, ${answered === null ? null : at(answered)},
        ${answered === null ? null : 'person'}, ${resolved === null ? null : at(resolved)})`.execute(db)
  }
}
