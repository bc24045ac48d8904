import { sql } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { newId } from '#kernel/ids.ts'
import { moveCounts } from './conversation-change.ts'
import { previewOf } from './preview.ts'
import type { AuthorKind } from './tables.ts'

export interface PastMessage {
  at: Date
  author: { kind: AuthorKind; id: string | null; name: string }
  text: string
}

/** A conversation that is over: everything said, and who resolved it when. */
export interface PastTalk {
  channelId: string
  contactId: string
  identityId: string
  labels: string[]
  /** Oldest first. */
  messages: PastMessage[]
  resolvedAt: Date
  resolvedBy: PastMessage['author']
}

/** Resolved conversations of the past, at once: no event, no rule, no card. Their ids in the same order. */
export async function addPastTalks(tx: Ctx, talks: readonly PastTalk[]): Promise<string[]> {
  if (talks.length === 0) return []
  const first = await takeNumbers(tx, talks.length)
  const rows = talks.map((talk, index) => conversationOf(tx, talk, first + index))
  await tx.db.insertInto('conversations').values(rows).execute()
  for (const row of rows) moveCounts(tx, undefined, row)
  const messages = talks.flatMap((talk, index) => messagesOf(tx, talk, must(rows[index], 'a row').id))
  await tx.db.insertInto('messages').values(messages).execute()
  const ids = rows.map(({ id }) => id)
  // Nobody opens them to see whether there is something new.
  await sql`insert into conversation_reads (org_id, member_id, conversation_id, read_seq, read_inbound, read_at)
    select c.org_id, m.id, c.id, c.last_message_seq, c.inbound_count, c.resolved_at
    from conversations c join members m on m.org_id = c.org_id
    where c.org_id = ${tx.orgId} and c.id = any(${ids}::uuid[])`.execute(tx.db)
  return ids
}

async function takeNumbers(tx: Ctx, many: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into conversation_numbers (org_id, last) values (${tx.orgId}, ${many})
    on conflict (org_id) do update set last = conversation_numbers.last + ${many} returning last`.execute(
    tx.db,
  )
  return must(rows[0], 'conversation numbers').last - many + 1
}

function conversationOf(tx: Ctx, talk: PastTalk, number: number) {
  const { messages, resolvedAt } = talk
  const [begin, end] = [must(messages[0], 'a message'), must(messages.at(-1), 'a message')]
  const inbound = messages.filter(({ author }) => author.kind === 'contact')
  const outbound = messages.filter(({ author }) => author.kind !== 'contact')
  return {
    org_id: tx.orgId,
    id: newId(begin.at),
    number,
    channel_id: talk.channelId,
    contact_id: talk.contactId,
    identity_id: talk.identityId,
    status: 'resolved' as const,
    status_reason: null,
    assignee_id: null,
    labels: talk.labels,
    snoozed_until: null,
    resolved_at: resolvedAt,
    last_activity_at: end.at,
    last_message_at: end.at,
    last_message_seq: String(messages.length + 1),
    last_inbound_at: inbound.at(-1)?.at ?? null,
    last_outbound_at: outbound.at(-1)?.at ?? null,
    inbound_count: inbound.length,
    waiting_since: null,
    preview: previewOf({ text: end.text, attachments: [] }),
    preview_author: end.author.kind,
    contact_read_at: end.at,
    send_lease_owner: null,
    send_lease_until: null,
    created_at: begin.at,
  }
}

function messagesOf(tx: Ctx, { channelId, messages, resolvedAt, resolvedBy }: PastTalk, id: string) {
  const row = (one: PastMessage, index: number) => ({
    org_id: tx.orgId,
    id: newId(one.at),
    conversation_id: id,
    channel_id: channelId,
    seq: String(index + 1),
    author_kind: one.author.kind,
    author_id: one.author.id,
    author_name: one.author.name,
    text: one.text,
    attachments: '[]',
    story: null,
    postback: null,
    referral: null,
    quote_id: null,
    quote_text: null,
    edited_at: null,
    unsent_at: null,
    client_id: null,
    failure_kind: null,
    failure: null,
    retry_at: null,
    tag: null,
    at: one.at,
    created_at: one.at,
  })
  const end = { at: resolvedAt, author: resolvedBy, text: '' }
  return [
    ...messages.map((one, index) => ({
      ...row(one, index),
      kind: 'message' as const,
      event: null,
      provider_id: `demo-${id}-${index}`,
      state: one.author.kind === 'contact' ? null : ('read' as const),
    })),
    {
      ...row(end, messages.length),
      kind: 'event' as const,
      event: JSON.stringify({ what: 'status', from: 'open', to: 'resolved' }),
      provider_id: null,
      state: null,
    },
  ]
}
