import type { Selectable } from 'kysely'
import type { Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { notFound } from '#kernel/errors.ts'
import { idSchema } from '#kernel/ids.ts'
import type { ContactView, IdentityView } from './schema.ts'
import type { ContactTable } from './tables.ts'

export type ContactRow = Selectable<ContactTable>

async function getContactRow(ctx: Ctx, id: string): Promise<ContactRow> {
  if (!idSchema.safeParse(id).success) throw notFound('contact')
  const row = await ctx.db
    .selectFrom('contacts')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('contact')
  return row
}

export async function contactViewOf(ctx: Ctx, id: string): Promise<ContactView> {
  const [view] = await toContactViews(ctx, [await getContactRow(ctx, id)])
  return must(view, 'view of the contact')
}

/** The rows as views, in their order, with each one's identities. */
export async function toContactViews(ctx: Ctx, rows: readonly ContactRow[]): Promise<ContactView[]> {
  if (rows.length === 0) return []
  const identities = await ctx.db
    .selectFrom('contact_identities as i')
    .innerJoin('channels as c', (join) =>
      join.onRef('c.org_id', '=', 'i.org_id').onRef('c.id', '=', 'i.channel_id'),
    )
    .selectAll('i')
    .select(['c.name as channel_name', 'c.connector'])
    .where('i.org_id', '=', ctx.orgId)
    .where(
      'i.contact_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('i.created_at')
    .orderBy('i.id')
    .execute()
  const byContact = Map.groupBy(identities, (row) => row.contact_id)
  return rows.map((row) => toView(row, (byContact.get(row.id) ?? []).map(toIdentityView)))
}

function toIdentityView(row: {
  id: string
  channel_id: string
  channel_name: string
  connector: string
  external_id: string
  username: string | null
  locale: string | null
  verified: boolean
  blocked: boolean
  created_at: Date
}): IdentityView {
  return {
    id: row.id,
    channel: { id: row.channel_id, name: row.channel_name, connector: row.connector },
    externalId: row.external_id,
    username: row.username,
    locale: row.locale,
    verified: row.verified,
    blocked: row.blocked,
    createdAt: row.created_at.toISOString(),
  }
}

function toView(row: ContactRow, identities: IdentityView[]): ContactView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    note: row.note,
    facts: row.facts,
    avatarMediaId: row.avatar_media_id,
    identities,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  }
}
