import { sql } from 'kysely'
import type { QueryResult } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { notFound } from '#kernel/errors.ts'
import { count, emit } from '#kernel/outbox.ts'
import { conversationChanged } from './events.ts'
import type { ConversationRow } from './schema.ts'
import { toRow } from './views.ts'
import type { ConversationRecord, RowNames } from './views.ts'

/** The fields that a change may set. */
export type ConversationPatch = Partial<
  Pick<
    ConversationRecord,
    | 'status'
    | 'status_reason'
    | 'assignee_id'
    | 'priority'
    | 'starred'
    | 'needs_reply'
    | 'labels'
    | 'snoozed_until'
    | 'resolved_at'
    | 'last_activity_at'
    | 'last_message_at'
    | 'last_message_seq'
    | 'last_inbound_at'
    | 'last_outbound_at'
    | 'inbound_count'
    | 'waiting_since'
    | 'preview'
    | 'preview_author'
    | 'contact_read_at'
  >
>

/** The row, locked until the end of the transaction. After the identity, before anything else. */
export async function lockConversation(tx: Ctx, id: string): Promise<ConversationRecord> {
  const record = await conversationLocked(tx, id).executeTakeFirst()
  if (!record) throw notFound('conversation')
  return record
}

export const conversationLocked = (tx: Ctx, id: string) =>
  tx.db
    .selectFrom('conversations')
    .selectAll()
    .where('org_id', '=', tx.orgId)
    .where('id', '=', id)
    .forNoKeyUpdate()

/** Writes a change of a locked conversation and moves the counters of the tabs. */
export async function writeConversation(
  tx: Ctx,
  before: ConversationRecord,
  patch: ConversationPatch,
): Promise<ConversationRecord> {
  const after = await writingConversation(tx, before, patch).executeTakeFirstOrThrow()
  moveCounts(tx, before, after)
  return after
}

/** The statement alone; `moveCounts` must follow it. */
export const writingConversation = (tx: Ctx, before: ConversationRecord, patch: ConversationPatch) =>
  tx.db
    .updateTable('conversations')
    .set((eb) => ({ ...patch, version: eb('version', '+', 1) }))
    .where('org_id', '=', tx.orgId)
    .where('id', '=', before.id)
    .returningAll()

/** The same, and tells of it. For changes that no message event carries. */
export async function changeConversation(
  tx: Ctx,
  before: ConversationRecord,
  patch: ConversationPatch,
): Promise<{ record: ConversationRecord; row: ConversationRow }> {
  const record = await writeConversation(tx, before, patch)
  const row = toRow(record, await rowNames(tx, record))
  emit(tx, conversationChanged, record.id, { conversation: row, changed: Object.keys(patch) })
  return { record, row }
}

type Counted = Pick<ConversationRecord, 'status' | 'assignee_id'>

/** Counters: `inbox:<status>:all`, `:none` (nobody's) and `:<member id>`. */
export function moveCounts(tx: Ctx, before: Counted | undefined, after: Counted): void {
  if (before?.status === after.status && before.assignee_id === after.assignee_id) return
  for (const [side, delta] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (!side) continue
    count(tx, `inbox:${side.status}:all`, delta)
    count(tx, `inbox:${side.status}:${side.assignee_id ?? 'none'}`, delta)
  }
}

type OfPeople = Pick<ConversationRecord, 'contact_id' | 'channel_id'>

interface Names {
  name: string
  avatar: string | null
  channel: string
  connector: string
}

export async function rowNames(ctx: Ctx, record: OfPeople): Promise<RowNames> {
  return namesFrom(record, await namesOfRow(ctx, record).execute(ctx.db))
}

export const namesOfRow = (ctx: Ctx, record: OfPeople) => sql<Names>`
    select c.name, c.avatar_media_id as avatar, h.name as channel, h.connector
    from contacts c join channels h on h.org_id = c.org_id and h.id = ${record.channel_id}
    where c.org_id = ${ctx.orgId} and c.id = ${record.contact_id}`

export function namesFrom(record: OfPeople, { rows }: QueryResult<Names>): RowNames {
  const names = must(rows[0], 'contact and channel of a conversation')
  return {
    contact: { id: record.contact_id, name: names.name, avatarMediaId: names.avatar },
    channel: { id: record.channel_id, name: names.channel, connector: names.connector },
  }
}
