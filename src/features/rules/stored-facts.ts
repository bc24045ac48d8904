import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import type { Facts } from './facts.ts'
import { isGroup } from './schema.ts'
import type { Clause, Condition } from './schema.ts'

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
interface Row extends Place {
  conversationId: string
  contactId: string
  text: string
  channelId: string
  connector: string
  labels: string[]
  status: Facts['status']
  assigned: boolean
  story: string | null
  attachmentKinds: string[] | null
  locale: string | null
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
  let after: Place | undefined = await findStart(ctx, range)
  let left = range.limit
  while (left > 0) {
    const rows: Row[] = await readBatch(ctx, range.since, after, Math.min(left, batchSize))
    const firsts = wants(firstKinds) ? await readFirsts(ctx, rows) : undefined
    const states = wants(stateKinds) ? await readStates(ctx, rows) : undefined
    for (let start = 0; start < rows.length; start += sliceSize) {
      yield rows.slice(start, start + sliceSize).map((row) => toStored(row, firsts, states))
      await setImmediate()
    }
    after = rows.at(-1)
    left -= rows.length
    if (rows.length < batchSize || !after) return
  }
}

function toStored(
  { createdAt: _createdAt, ...row }: Row,
  firsts: Map<string, Opening> | undefined,
  states: Map<string, State> | undefined,
): StoredMessage {
  const opening = firsts?.get(row.conversationId)
  const started = opening?.messageId === row.id
  const state = states?.get(row.id)
  return {
    ...row,
    ...state,
    authorKind: 'contact',
    attachmentKinds: row.attachmentKinds ?? [],
    started,
    first: started && opening?.earliest === true,
    approximate: states !== undefined && state === undefined,
  }
}

/** The place before the oldest message of the range; undefined: all since `since` fit in. */
async function findStart(ctx: Ctx, range: { since: Date; limit: number }): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    select created_at::text as "createdAt", id from messages
    where org_id = ${ctx.orgId} and created_at >= ${range.since} and kind = 'message' and author_kind = 'contact'
    order by created_at desc, id desc offset ${range.limit} limit 1`.execute(ctx.db)
  return rows[0]
}

async function readBatch(ctx: Ctx, since: Date, after: Place | undefined, size: number): Promise<Row[]> {
  const place = after
    ? sql`(m.created_at, m.id) > (${after.createdAt}::text::timestamptz, ${after.id}::uuid)`
    : sql`m.created_at >= ${since}`
  const { rows } = await sql<Row>`
    select m.id, m.created_at::text as "createdAt", m.created_at as "arrivedAt", m.at,
      coalesce(nullif(m.text, ''), m.postback->>'title', '') as text,
      m.conversation_id as "conversationId", c.contact_id as "contactId", m.channel_id as "channelId", h.connector,
      c.labels, c.status, c.assignee_id is not null as assigned, m.story->>'kind' as story, i.locale,
      case when m.attachments <> '[]' then jsonb_path_query_array(m.attachments, '$[*].kind') end as "attachmentKinds"
    from (select * from messages m where m.org_id = ${ctx.orgId} and ${place}
        and m.kind = 'message' and m.author_kind = 'contact' order by m.created_at, m.id limit ${size}) m
      join conversations c on c.org_id = m.org_id and c.id = m.conversation_id
      join channels h on h.org_id = m.org_id and h.id = m.channel_id
      join contact_identities i on i.org_id = m.org_id and i.id = c.identity_id
    order by m.created_at, m.id`.execute(ctx.db)
  return rows
}

interface Opening {
  messageId: string | null
  earliest: boolean
}

/** By conversation: the customer's message that opened it, and whether it is the person's earliest. */
async function readFirsts(ctx: Ctx, batch: readonly Row[]): Promise<Map<string, Opening>> {
  const ids = [...new Set(batch.map((row) => row.conversationId))]
  const { rows } = await sql<Opening & { id: string }>`
    select c.id,
      (select m.id from messages m where m.org_id = c.org_id and m.conversation_id = c.id and m.kind = 'message'
        and m.author_kind = 'contact' order by m.seq limit 1) as "messageId",
      not exists (select from conversations e where e.org_id = c.org_id and e.identity_id = c.identity_id
        and e.created_at < c.created_at) as earliest
    from conversations c where c.org_id = ${ctx.orgId} and c.id = any(${ids}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(({ id, ...opening }) => [id, opening]))
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
