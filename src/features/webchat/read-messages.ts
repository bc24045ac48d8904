import { sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { StoredAttachment } from '#features/inbox/index.ts'
import type { App } from '#kernel/app.ts'
import { invalid } from '#kernel/errors.ts'
import { signFileLink } from './file-link.ts'
import type { ChatFile, ChatMessage } from './schema.ts'

const pageSize = 30

/** Whose thread: a visitor of one channel. */
export interface Thread {
  orgId: string
  channelId: string
  channelName: string
  visitorId: string
}

interface Row {
  id: string
  conversation_id: string
  author_kind: string
  author_name: string | null
  text: string
  attachments: StoredAttachment[]
  provider_id: string | null
  edited_at: Date | null
  state: string | null
  at: Date
  seen: boolean
}

/**
 * The one place that decides what a visitor sees: messages of their own conversations, theirs and those of
 * ours that went out. Notes, lines that tell of changes, and what failed never leave the team.
 */
function visibleMessages(app: App, thread: Thread, only: ReturnType<typeof sql>, limit: number) {
  return sql<Row>`
    select m.id, m.conversation_id, m.author_kind, m.author_name, m.text, m.attachments, m.provider_id, m.edited_at,
      m.state, m.at,
      m.author_kind = 'contact' and m.seq <= coalesce((select max(r.read_seq) from conversation_reads r
        where r.org_id = m.org_id and r.conversation_id = m.conversation_id), 0) as seen
    from contact_identities i
      join conversations c on c.org_id = i.org_id and c.identity_id = i.id
      join messages m on m.org_id = c.org_id and m.conversation_id = c.id
    where i.org_id = ${thread.orgId} and i.channel_id = ${thread.channelId} and i.external_id = ${thread.visitorId}
      and m.kind = 'message' and m.unsent_at is null
      and (m.author_kind = 'contact' or m.state in ('sent', 'delivered', 'read'))
      and ${only}
    order by m.at desc, m.id desc limit ${limit}`.execute(app.pools.tenant(thread.orgId))
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** One page, oldest first; `before` is the cursor of the page that came before it. */
export async function readThread(
  app: App,
  thread: Thread,
  before: string | undefined,
): Promise<{ messages: ChatMessage[]; cursor: string | null }> {
  const edge = before === undefined ? undefined : decodeCursor(before, cursorSchema)
  if (before !== undefined && !edge) throw invalid('This page of the chat does not exist. Reload to go on.')
  const only = edge ? sql`(m.at, m.id) < (${edge[0]}::timestamptz, ${edge[1]}::uuid)` : sql`true`
  const { rows } = await visibleMessages(app, thread, only, pageSize + 1)
  const page = rows.slice(0, pageSize)
  const oldest = page.at(-1)
  const cursor = rows.length > pageSize && oldest ? encodeCursor([oldest.at.toISOString(), oldest.id]) : null
  return { messages: page.reverse().map((row) => toChatMessage(app, thread, row)), cursor }
}

/** The present state of these, oldest first, without those that the visitor may not see. */
export async function readMessages(app: App, thread: Thread, ids: readonly string[]): Promise<ChatMessage[]> {
  if (ids.length === 0) return []
  const { rows } = await visibleMessages(app, thread, sql`m.id = any(${[...ids]}::uuid[])`, ids.length)
  return rows.reverse().map((row) => toChatMessage(app, thread, row))
}

/** The id under which the inbox knows a visitor's message: other visitors cannot take it. */
export const providerIdOf = (visitorId: string, clientId: string): string => `${visitorId}/${clientId}`

function toChatMessage(app: App, thread: Thread, row: Row): ChatMessage {
  const own = row.author_kind === 'contact'
  const person = row.author_kind === 'member'
  const states = ['sent', 'delivered', 'read'] as const
  return {
    id: row.id,
    clientId: own ? (row.provider_id?.slice(thread.visitorId.length + 1) ?? null) : null,
    from: own ? 'visitor' : person ? 'team' : 'bot',
    name: own ? '' : person ? firstName(row.author_name) || thread.channelName : thread.channelName,
    text: row.text,
    files: row.attachments.map((attachment) => toFile(app, thread, attachment)),
    edited: row.edited_at !== null,
    seen: row.seen,
    state: own ? null : (states.find((state) => state === row.state) ?? null),
    at: row.at.toISOString(),
  }
}

/** Customers need a name to talk to, not a full one to look up. */
export const firstName = (name: string | null): string => name?.trim().split(/\s+/)[0] ?? ''

function toFile(app: App, thread: Thread, attachment: StoredAttachment): ChatFile {
  const { mediaId, kind } = attachment
  const link = (variant: 'file' | 'preview') =>
    mediaId === undefined ? null : signFileLink(app, thread.channelId, mediaId, variant)
  return {
    kind,
    name: attachment.name ?? kind,
    mime: attachment.mime ?? 'application/octet-stream',
    sizeBytes: attachment.sizeBytes ?? null,
    width: attachment.width ?? null,
    height: attachment.height ?? null,
    url: link('file'),
    previewUrl: kind === 'image' ? link('preview') : null,
  }
}
