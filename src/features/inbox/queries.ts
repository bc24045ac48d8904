import { sql } from 'kysely'
import { z } from 'zod'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid, notFound } from '#kernel/errors.ts'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import { connectorOf } from '#features/channels/index.ts'
import { decideWindow, senderKind } from './outbound/window.ts'
import type {
  ConversationRow,
  ConversationView,
  CountsView,
  ListQuery,
  ListedConversation,
  MessageView,
  SearchHit,
} from './schema.ts'
import { statuses } from './schema.ts'
import { toMessageView, toRow } from './views.ts'
import type { ConversationRecord, MessageRecord } from './views.ts'

type ListedRecord = ConversationRecord & {
  contact_name: string
  contact_avatar: string | null
  channel_name: string
  connector: string
  unread: number
}

export interface Page<T> {
  items: T[]
  cursor: string | null
}

const cursorKey = z.tuple([z.iso.datetime(), z.uuid()])

function readCursor(cursor: string | undefined): [string, string] | undefined {
  if (cursor === undefined) return undefined
  const key = decodeCursor(cursor, cursorKey)
  if (!key) throw invalid('This cursor is not one of ours. Start again without it.')
  return key
}

/** Contact, channel and what the member has not read, beside the conversation. */
const listedColumns = sql`c.*, p.name as contact_name, p.avatar_media_id as contact_avatar, h.name as channel_name, h.connector,
  least(99, greatest(0, c.inbound_count - coalesce(r.read_inbound, 0))) as unread`

const listedJoins = (ctx: Ctx) => sql`
  join contacts p on p.org_id = c.org_id and p.id = c.contact_id
  join channels h on h.org_id = c.org_id and h.id = c.channel_id
  left join conversation_reads r on r.org_id = c.org_id and r.member_id = ${ctx.memberId ?? null} and r.conversation_id = c.id`

/** A page of the list, newest activity (or longest wait) first, by keyset. */
export async function listConversations(
  ctx: Ctx,
  query: ListQuery,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<ListedConversation>> {
  requireScope(ctx, 'inbox:read')
  const after = readCursor(page.cursor)
  const waiting = query.sort === 'waiting'
  const key = waiting ? sql`c.waiting_since` : sql`c.last_activity_at`
  const conditions = [sql`c.org_id = ${ctx.orgId}`, sql`c.status = ${query.status}`]
  if (query.assignee === 'mine') conditions.push(sql`c.assignee_id = ${ctx.memberId ?? null}`)
  if (query.assignee === 'unassigned') conditions.push(sql`c.assignee_id is null`)
  if (query.filter === 'starred') conditions.push(sql`c.starred`)
  if (query.filter === 'needs_reply') conditions.push(sql`c.needs_reply`)
  if (query.filter === 'unread') conditions.push(sql`c.inbound_count > coalesce(r.read_inbound, 0)`)
  if (query.label) conditions.push(sql`c.labels @> array[${query.label}]::text[]`)
  if (query.channelId) conditions.push(sql`c.channel_id = ${query.channelId}`)
  if (waiting) conditions.push(sql`c.waiting_since is not null`)
  if (after) {
    conditions.push(
      waiting
        ? sql`(c.waiting_since, c.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`
        : sql`(c.last_activity_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
    )
  }
  const order = waiting
    ? sql`order by c.waiting_since, c.id`
    : sql`order by c.last_activity_at desc, c.id desc`
  const { rows } = await sql<ListedRecord & { sort_key: string }>`
    select ${listedColumns}, to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_key
    from conversations c ${listedJoins(ctx)}
    where ${sql.join(conditions, sql` and `)} ${order} limit ${page.limit + 1}`.execute(ctx.db)
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  return {
    items: items.map(toListed),
    cursor: rows.length > page.limit && last ? encodeCursor([last.sort_key, last.id]) : null,
  }
}

function toListed(record: ListedRecord): ListedConversation {
  return { ...rowOf(record), unread: record.unread }
}

function rowOf(record: ListedRecord): ConversationRow {
  return toRow(record, {
    contact: { id: record.contact_id, name: record.contact_name, avatarMediaId: record.contact_avatar },
    channel: { id: record.channel_id, name: record.channel_name, connector: record.connector },
  })
}

export async function getConversation(
  ctx: Ctx,
  input: { conversationId: string } | { number: number },
): Promise<ConversationView> {
  requireScope(ctx, 'inbox:read')
  const which = 'number' in input ? sql`c.number = ${input.number}` : sql`c.id = ${input.conversationId}`
  const { rows } = await sql<
    ListedRecord & { external_id: string; username: string | null; blocked: boolean }
  >`
    select ${listedColumns}, i.external_id, i.username, i.blocked
    from conversations c ${listedJoins(ctx)}
    join contact_identities i on i.org_id = c.org_id and i.id = c.identity_id
    where c.org_id = ${ctx.orgId} and ${which}`.execute(ctx.db)
  const record = rows[0]
  if (!record) throw notFound('conversation')
  const { window } = connectorOf(ctx, record.connector).abilities
  const decision = decideWindow(window, senderKind(ctx.actor.kind), record.last_inbound_at, ctx.clock.now())
  return {
    ...toListed(record),
    statusReason: record.status_reason,
    createdAt: record.created_at.toISOString(),
    contactReadAt: record.contact_read_at?.toISOString() ?? null,
    identity: {
      id: record.identity_id,
      externalId: record.external_id,
      username: record.username,
      blocked: record.blocked,
    },
    window: {
      open: decision.open,
      closesAt: decision.closesAt?.toISOString() ?? null,
      humanOnly: decision.humanOnly,
      reason: decision.open ? null : decision.reason,
    },
  }
}

/** The thread, newest first, by keyset on (time, sequence). */
export async function listMessages(
  ctx: Ctx,
  input: { conversationId: string; cursor?: string | undefined; limit: number },
): Promise<Page<MessageView>> {
  requireScope(ctx, 'inbox:read')
  await existing(ctx, input.conversationId)
  const after =
    input.cursor === undefined
      ? undefined
      : decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.string().regex(/^\d+$/)]))
  if (input.cursor !== undefined && !after)
    throw invalid('This cursor is not one of ours. Start again without it.')
  const older = after ? sql`and (at, seq) < (${after[0]}::timestamptz, ${after[1]}::bigint)` : sql``
  const { rows } = await sql<MessageRecord & { sort_key: string }>`
    select *, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_key from messages
    where org_id = ${ctx.orgId} and conversation_id = ${input.conversationId} ${older}
    order by at desc, seq desc limit ${input.limit + 1}`.execute(ctx.db)
  const items = rows.slice(0, input.limit)
  const last = items.at(-1)
  return {
    items: items.map(toMessageView),
    cursor: rows.length > input.limit && last ? encodeCursor([last.sort_key, last.seq]) : null,
  }
}

async function existing(ctx: Ctx, conversationId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('conversations')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', conversationId)
    .executeTakeFirst()
  if (!row) throw notFound('conversation')
}

/** Other conversations of the same contact, newest first. */
export async function listContactConversations(ctx: Ctx, contactId: string): Promise<ListedConversation[]> {
  requireScope(ctx, 'inbox:read')
  const { rows } = await sql<ListedRecord>`select ${listedColumns} from conversations c ${listedJoins(ctx)}
    where c.org_id = ${ctx.orgId} and c.contact_id = ${contactId} order by c.last_activity_at desc limit 50`.execute(
    ctx.db,
  )
  return rows.map(toListed)
}

/** Counts of the tabs, from the counters that dispatch keeps: no row is counted on read. */
export async function getCounts(ctx: Ctx): Promise<CountsView> {
  requireScope(ctx, 'inbox:read')
  const keys = statuses.flatMap((status) =>
    ['all', 'none', ctx.memberId ?? 'nobody'].map((who) => `inbox:${status}:${who}`),
  )
  const { rows } = await sql<{ key: string; value: string }>`select key, value from counters
    where org_id = ${ctx.orgId} and key = any(${keys}::text[])`.execute(ctx.db)
  const values = new Map(rows.map((row) => [row.key, Math.max(0, Number(row.value))]))
  const of = (status: string) => ({
    all: values.get(`inbox:${status}:all`) ?? 0,
    unassigned: values.get(`inbox:${status}:none`) ?? 0,
    mine: values.get(`inbox:${status}:${ctx.memberId ?? 'nobody'}`) ?? 0,
  })
  return { open: of('open'), pending: of('pending'), snoozed: of('snoozed'), resolved: of('resolved') }
}

/** Open conversations, mine or nobody's, with something that I have not read; 100 means 100 or more. */
export async function countUnread(ctx: Ctx): Promise<{ unread: number }> {
  requireScope(ctx, 'inbox:read')
  const { rows } = await sql<{ unread: number }>`select count(*)::int as unread from (
    select 1 from conversations c left join conversation_reads r on r.org_id = c.org_id
      and r.member_id = ${ctx.memberId ?? null} and r.conversation_id = c.id
    where c.org_id = ${ctx.orgId} and c.status = 'open' and (c.assignee_id is null or c.assignee_id = ${ctx.memberId ?? null})
      and c.inbound_count > coalesce(r.read_inbound, 0) limit 100) as found`.execute(ctx.db)
  return { unread: rows[0]?.unread ?? 0 }
}

export async function listLabels(ctx: Ctx): Promise<Array<{ name: string; hue: number }>> {
  requireScope(ctx, 'inbox:read')
  return ctx.db
    .selectFrom('labels')
    .select(['name', 'hue'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('name')
    .limit(500)
    .execute()
}

/** Words (all must occur, the last may be a beginning), or, with digits or symbols in them, a part of the text. */
export async function searchMessages(
  ctx: Ctx,
  q: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<Page<SearchHit>> {
  requireScope(ctx, 'inbox:read')
  const after = readCursor(page.cursor)
  const { words, part } = readSearch(q)
  const { rows } = await sql<HitRecord>`
    select f.id, f.created_at, to_char(f.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_key,
      m.text, m.at, m.kind, m.author_kind, m.author_name, c.id as conversation_id, c.number, c.status,
      p.name as contact_name, h.connector
    from search_messages(${words}, ${part}, ${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid, ${page.limit + 1}) f
    join messages m on m.org_id = ${ctx.orgId} and m.id = f.id
    join conversations c on c.org_id = m.org_id and c.id = m.conversation_id
    join contacts p on p.org_id = c.org_id and p.id = c.contact_id
    join channels h on h.org_id = c.org_id and h.id = c.channel_id
    order by f.created_at desc, f.id desc`.execute(ctx.db)
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  return {
    items: items.map(toHit),
    cursor: rows.length > page.limit && last ? encodeCursor([last.sort_key, last.id]) : null,
  }
}

interface HitRecord {
  id: string
  sort_key: string
  text: string
  at: Date
  kind: string
  author_kind: string
  author_name: string | null
  conversation_id: string
  number: number
  status: ConversationRow['status']
  contact_name: string
  connector: string
}

const toHit = (row: HitRecord): SearchHit => ({
  message: {
    id: row.id,
    text: row.text,
    at: row.at.toISOString(),
    kind: row.kind,
    author: row.author_name ?? row.author_kind,
  },
  conversation: {
    id: row.conversation_id,
    number: row.number,
    status: row.status,
    contactName: row.contact_name,
    connector: row.connector,
  },
})

export function readSearch(q: string): { words: string | null; part: string | null } {
  const terms = q.normalize('NFC').trim().split(/\s+/)
  const plain = terms.every((term) => /^[\p{L}\p{M}]+$/u.test(term))
  if (!plain) return { words: null, part: `%${q.trim().replace(/[\\%_]/g, '\\$&')}%` }
  return {
    words: terms.map((term, index) => `'${term}'${index === terms.length - 1 ? ':*' : ''}`).join(' & '),
    part: null,
  }
}
