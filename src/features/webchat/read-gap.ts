import { sql } from 'kysely'
import { messageChanged, messageCreated, messageReceived } from '#features/inbox/index.ts'
import type { App } from '#kernel/app.ts'
import { readMessages } from './read-messages.ts'
import type { Thread } from './read-messages.ts'
import type { ChatMessage } from './schema.ts'

/** More events of the whole organisation than this, and the page reads its thread anew. */
const longestGap = 5_000

export interface Gap {
  pos: string
  reset: boolean
  messages: ChatMessage[]
  removed: string[]
}

/** What happened to a visitor's messages after a position of the log. Without one: nothing, and where we are. */
export async function readGap(app: App, thread: Thread, after: string | undefined): Promise<Gap> {
  const { orgId } = thread
  const db = app.pools.tenant(orgId)
  const { rows: bounds } = await sql<{ oldest: string | null; newest: string | null; size: number }>`
    select (select min(pos)::text from events where org_id = ${orgId}) as oldest,
      (select max(pos)::text from events where org_id = ${orgId}) as newest,
      (select count(*)::int from (select from events where org_id = ${orgId} and pos > ${after ?? '0'}::bigint
        limit ${longestGap + 1}) x) as size`.execute(db)
  const { oldest = null, newest = null, size = 0 } = bounds[0] ?? {}
  const pos = newest ?? '0'
  if (after === undefined) return { pos, reset: false, messages: [], removed: [] }
  const cutOff = BigInt(after) > BigInt(pos) || (after !== '0' && BigInt(after) + 1n < BigInt(oldest ?? '0'))
  if (cutOff || size > longestGap) return { pos, reset: true, messages: [], removed: [] }
  const types = [messageReceived.type, messageCreated.type, messageChanged.type]
  const { rows } = await sql<{ id: string; unsent: boolean }>`
    select e.object_id as id, bool_or(e.payload #>> '{message,unsentAt}' is not null) as unsent
    from events e
    where e.org_id = ${orgId} and e.pos > ${after}::bigint and e.pos <= ${pos}::bigint and e.type = any(${types})
      and e.payload #>> '{message,conversationId}' in (
        select c.id::text from conversations c
          join contact_identities i on i.org_id = c.org_id and i.id = c.identity_id
        where c.org_id = ${orgId} and i.channel_id = ${thread.channelId} and i.external_id = ${thread.visitorId})
    group by e.object_id`.execute(db)
  const messages = await readMessages(
    app,
    thread,
    rows.map((row) => row.id),
  )
  return { pos, reset: false, messages, removed: rows.filter((row) => row.unsent).map((row) => row.id) }
}
