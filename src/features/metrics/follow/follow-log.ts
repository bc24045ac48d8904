import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { App } from '#kernel/app.ts'
import type { Database } from '#kernel/db.ts'
import { conversationChanged, messageCreated, messageReceived } from '#features/inbox/index.ts'
import { postChanged } from '#features/posts/index.ts'
import { figuresChangedOf } from '../figure-versions.ts'
import { countMessages } from './count-messages.ts'
import { followPosts } from './follow-posts.ts'
import { followSpells } from './follow-spells.ts'

/** What is counted of an event; the rest of its payload is left where it is. */
export interface LogEvent {
  orgId: string
  pos: string
  type: string
  at: Date
  /** Of the message: its kind, who wrote it, and the platform's time. */
  kind: string | null
  author: string | null
  saidAt: string | null
  isLate: boolean
  conversation: string | null
  channel: string | null
  /** The conversation's, where it is what changed. */
  newStatus: string | null
  post: string | null
}

export type Tx = Kysely<Database>

const batch = 4_000
const cursor = 'metrics'
const types = [messageReceived, messageCreated, conversationChanged, postChanged].map(({ type }) => type)

/**
 * Reads the event log from where it stopped: the place moves in the transaction that counts, so each event counts
 * once, in order, whatever dies in between. Off every path that somebody waits on.
 *
 * @returns whether there may be more.
 */
export async function followLog(app: App): Promise<boolean> {
  return app.systemDb.transaction().execute(async (tx) => {
    await sql`insert into log_cursors (name, pos) values (${cursor}, 0) on conflict do nothing`.execute(tx)
    const { rows: places } = await sql<{ pos: string }>`
      select pos::text as pos from log_cursors where name = ${cursor} for update skip locked`.execute(tx)
    const [place] = places
    // Another process is at it.
    if (!place) return false
    const { rows: ends } = await sql<{ pos: string | null; n: number }>`
      select max(pos)::text as pos, count(*)::int as n from (
        select pos from events where pos > ${place.pos}::bigint order by pos limit ${batch}) e`.execute(tx)
    const [end] = ends
    if (!end?.pos) return false
    const { rows: events } = await sql<LogEvent>`
      select org_id as "orgId", pos::text as pos, type, at, payload->'message'->>'kind' as kind,
        payload->'message'->'author'->>'kind' as author, payload->'message'->>'at' as "saidAt",
        coalesce((payload->>'late')::boolean, false) as "isLate", payload->'conversation'->>'id' as conversation,
        payload->'conversation'->'channel'->>'id' as channel, payload->'post'->>'id' as post,
        case when payload->'changed' ? 'status' then payload->'conversation'->>'status' end as "newStatus"
      from events
      where pos > ${place.pos}::bigint and pos <= ${end.pos}::bigint and type = any(${types}::text[])
      order by pos`.execute(tx)
    await countMessages(tx, events)
    await followSpells(tx, events)
    await followPosts(app, tx, events)
    const orgsOf = (isOne: (event: LogEvent) => boolean) => events.filter(isOne).map(({ orgId }) => orgId)
    await figuresChangedOf(
      tx,
      orgsOf(({ post }) => post !== null),
      'content',
    )
    await figuresChangedOf(
      tx,
      orgsOf(({ post }) => post === null),
      'inbox',
    )
    await sql`update log_cursors set pos = ${end.pos}::bigint where name = ${cursor}`.execute(tx)
    return end.n === batch
  })
}
