import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import type { Facts } from './facts.ts'
import { isGroup } from './schema.ts'
import type { Clause, Condition } from './schema.ts'
import { makeConversationLoader } from './stored-conversations.ts'
import type { StoredConversation } from './stored-conversations.ts'

/** A stored message of a customer with its facts, as far as history tells them. */
export interface StoredMessage extends Facts {
  id: string
  conversationId: string
  contactId: string
  /** When it reached us: rules' cooldowns are measured by it. */
  arrivedAt: Date
  /** Labels, status and owner are the conversation's present ones. */
  approximate: boolean
}

type Kind = Clause['kind']
const stateKinds: readonly Kind[] = ['label', 'status', 'assigned']
const firstKinds: readonly Kind[] = ['firstMessage', 'startedConversation']

export const clauseKinds = (condition: Condition): Kind[] =>
  isGroup(condition) ? condition.of.flatMap(clauseKinds) : [condition.kind]

interface Place {
  createdAt: string
  id: string
}
interface Row {
  id: string
  conversationId: string
  channelId: string
  text: string
  story: string | null
  attachmentKinds: string[] | null
  at: Date
  arrivedAt: Date
}

/** Few and large: without fresh statistics the database sorts what is left for every batch. */
const batchSize = 20_000
/** Judged without a pause; in between, others get their turn. */
const sliceSize = 1_000

/**
 * What customers wrote, in the order of arrival, a batch at a time: at most `limit` of the newest. Only what the
 * clauses in `kinds` ask about is read.
 */
export async function* storedFacts(
  ctx: Ctx,
  range: { since: Date; limit: number },
  kinds: readonly Kind[],
): AsyncGenerator<StoredMessage[]> {
  const wants = (some: readonly Kind[]) => kinds.some((kind) => some.includes(kind))
  const loadConversations = makeConversationLoader(ctx, { openings: wants(firstKinds) })
  let after = await findStart(ctx, range)
  for (let left = range.limit; left > 0; left -= batchSize) {
    const rows = await readBatch(ctx, range.since, after, Math.min(left, batchSize))
    const conversations = await loadConversations(rows.map((row) => row.conversationId))
    const states = wants(stateKinds) ? await readStates(ctx, rows) : undefined
    for (let start = 0; start < rows.length; start += sliceSize) {
      yield rows.slice(start, start + sliceSize).flatMap((row) => toStored(row, conversations, states))
      await setImmediate()
    }
    const last = rows.at(-1)
    if (rows.length < batchSize || !last) return
    after = await placeOf(ctx, last.id)
  }
}

function toStored(
  row: Row,
  conversations: ReadonlyMap<string, StoredConversation>,
  states: ReadonlyMap<string, State> | undefined,
): StoredMessage[] {
  const conversation = conversations.get(row.conversationId)
  if (!conversation) return []
  const { openedBy, earliest, ...now } = conversation
  const then = states?.get(row.id)
  const started = openedBy === row.id
  return [
    {
      ...row,
      ...now,
      ...then,
      authorKind: 'contact',
      attachmentKinds: row.attachmentKinds ?? [],
      started,
      first: started && earliest,
      approximate: states !== undefined && then === undefined,
    },
  ]
}

/** The place before the oldest message of the range; undefined: all since `since` fit in. */
async function findStart(ctx: Ctx, range: { since: Date; limit: number }): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    select created_at::text as "createdAt", id from messages
    where org_id = ${ctx.orgId} and created_at >= ${range.since} and kind = 'message' and author_kind = 'contact'
    order by created_at desc, id desc offset ${range.limit} limit 1`.execute(ctx.db)
  return rows[0]
}

/** As text: the database's clock is finer than ours. */
async function placeOf(ctx: Ctx, id: string): Promise<Place | undefined> {
  const { rows } = await sql<Place>`select created_at::text as "createdAt", id from messages
    where org_id = ${ctx.orgId} and id = ${id}`.execute(ctx.db)
  return rows[0]
}

async function readBatch(ctx: Ctx, since: Date, after: Place | undefined, size: number): Promise<Row[]> {
  const place = after
    ? sql`(created_at, id) > (${after.createdAt}::text::timestamptz, ${after.id}::uuid)`
    : sql`created_at >= ${since}`
  const { rows } = await sql<Row>`
    select id, created_at as "arrivedAt", at, coalesce(nullif(text, ''), postback->>'title', '') as text,
      conversation_id as "conversationId", channel_id as "channelId", story->>'kind' as story,
      case when attachments <> '[]' then jsonb_path_query_array(attachments, '$[*].kind') end as "attachmentKinds"
    from messages where org_id = ${ctx.orgId} and ${place} and kind = 'message' and author_kind = 'contact'
    order by created_at, id limit ${size}`.execute(ctx.db)
  return rows
}

type State = Pick<Facts, 'labels' | 'status' | 'assigned'>

/** The conversation as it was then, from the event log as far as that is kept. */
async function readStates(ctx: Ctx, batch: readonly Row[]): Promise<Map<string, State>> {
  const ids = batch.map((row) => row.id)
  const { rows } = await sql<State & { id: string }>`
    select object_id as id, payload->'conversation'->'labels' as labels,
      payload->'conversation'->>'status' as status, payload->'conversation'->>'assigneeId' is not null as assigned
    from events where org_id = ${ctx.orgId} and object_id = any(${ids}::uuid[]) and type = 'message.received'`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, ...state }) => [id, state]))
}
