import { sql } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#contracts/http.ts'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { cleanText } from '#kernel/text.ts'
import { toContactViews } from './queries.ts'
import type { ContactRow } from './queries.ts'
import { listContactsQuery } from './schema.ts'
import type { ContactView, ListContacts } from './schema.ts'

/** As text, to the microsecond: a JS Date would lose the end and show a row twice. */
const cursorKey = z.tuple([z.string().max(40), z.uuid()])
type Key = z.infer<typeof cursorKey>

/** Who wrote last stands first. `q` finds a part of a name, here or on a platform. */
export async function listContacts(
  ctx: Ctx,
  input: ListContacts = {},
): Promise<{ contacts: ContactView[]; cursor: string | null }> {
  requireScope(ctx, 'inbox:read')
  const { q, cursor, limit } = listContactsQuery.parse(input)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const part = cleanText(q ?? '')
  const keys = part === '' ? await recent(ctx, after, limit + 1) : await search(ctx, part, after, limit + 1)
  const page = keys.slice(0, limit)
  const last = page.at(-1)
  return {
    contacts: await toContactViews(ctx, await rowsOf(ctx, page)),
    cursor: keys.length > limit && last ? encodeCursor([last.seen, last.id]) : null,
  }
}

function readCursor(cursor: string): Key {
  const key = decodeCursor(cursor, cursorKey)
  if (!key || !/^[\d\-: .+]+$/.test(key[0]))
    throw invalid('This cursor is not one of ours. Start from the first page.')
  return key
}

interface FoundKey {
  id: string
  seen: string
}

async function recent(ctx: Ctx, after: Key | undefined, limit: number): Promise<FoundKey[]> {
  const { rows } = await sql<FoundKey>`
    select id, coalesce(last_seen_at, created_at)::text as seen from contacts
    where org_id = ${ctx.orgId}
      ${after ? sql`and (coalesce(last_seen_at, created_at), id) < (${after[0]}::text::timestamptz, ${after[1]}::uuid)` : sql``}
    order by coalesce(last_seen_at, created_at) desc, id desc limit ${limit}`.execute(ctx.db)
  return rows
}

async function search(ctx: Ctx, part: string, after: Key | undefined, limit: number): Promise<FoundKey[]> {
  const pattern = `%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<FoundKey>`
    select id, seen::text as seen from search_contacts(${pattern}, ${after?.[0] ?? null}::text::timestamptz,
      ${after?.[1] ?? null}::uuid, ${limit})`.execute(ctx.db)
  return rows
}

async function rowsOf(ctx: Ctx, keys: readonly FoundKey[]): Promise<ContactRow[]> {
  if (keys.length === 0) return []
  const ids = keys.map((key) => key.id)
  const rows = await ctx.db
    .selectFrom('contacts')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
