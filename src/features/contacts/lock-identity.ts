import { sql } from 'kysely'
import type { InboundPerson } from '#contracts/inbound.ts'
import type { Ctx } from '#kernel/app.ts'
import { inTransaction } from '#kernel/ctx.ts'
import { newId } from '#kernel/ids.ts'
import { sendAhead, together } from '#kernel/scoped-dialect.ts'
import { cleanJson, cleanText } from '#kernel/text.ts'

export interface LockedIdentity {
  id: string
  contactId: string
  contactName: string
  avatarMediaId: string | null
  externalId: string
  username: string | null
  locale: string | null
  blocked: boolean
  blockedChangedAt: Date | null
  lastSeenAt: Date | null
  /** Made by this call: the person's first sign of life. */
  isNew: boolean
}

/**
 * Finds or makes the contact behind a person at a channel, and holds the identity's row until the end of the
 * transaction: everything that one person causes happens one after the other. First in the lock order.
 */
export async function lockIdentity(
  tx: Ctx,
  channelId: string,
  person: InboundPerson,
): Promise<LockedIdentity> {
  const reading = locked(tx, channelId, person.id)
  const [known] = (await reading.execute(tx.db)).rows
  if (known) return updateNames(tx, known, person)
  const turn = sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.orgId}/${channelId}/${person.id}`}, 7270))`
  const [, again] = await together(tx.db, [turn.compile(tx.db), reading.compile(tx.db)])
  const [made] = again.rows
  if (made) return updateNames(tx, made, person)
  return create(tx, channelId, person)
}

const locked = (tx: Ctx, channelId: string, externalId: string) =>
  sql<LockedIdentity>`
    select i.id, i.contact_id as "contactId", c.name as "contactName", c.avatar_media_id as "avatarMediaId",
      i.external_id as "externalId", i.username, i.locale, i.blocked, i.blocked_changed_at as "blockedChangedAt",
      c.last_seen_at as "lastSeenAt",
      false as "isNew"
    from contact_identities i join contacts c on c.org_id = i.org_id and c.id = i.contact_id
    where i.org_id = ${tx.orgId} and i.channel_id = ${channelId} and i.external_id = ${externalId}
    for no key update of i`

/** Both rows at once; nobody else sees them before the commit, so they are as good as locked. */
async function create(tx: Ctx, channelId: string, person: InboundPerson): Promise<LockedIdentity> {
  const [id, contactId, now] = [newId(), newId(), tx.clock.now()]
  const [contactName, username, locale] = [nameOf(person), clean(person.username), clean(person.locale)]
  const rows = sql`with contact as (
      insert into contacts (org_id, id, name, facts, last_seen_at)
      values (${tx.orgId}, ${contactId}, ${contactName}, ${cleanJson(person.facts ?? {})}::text::jsonb, ${now}) returning id)
    insert into contact_identities (org_id, id, contact_id, channel_id, external_id, username, locale)
    select ${tx.orgId}, ${id}, contact.id, ${channelId}, ${person.id}, ${username}, ${locale} from contact`
  await sendAhead(tx.db, rows.compile(tx.db))
  return {
    id,
    contactId,
    contactName,
    avatarMediaId: null,
    externalId: person.id,
    username,
    locale,
    blocked: false,
    blockedChangedAt: null,
    lastSeenAt: now,
    isNew: true,
  }
}

/** A name that the platform tells later replaces our stand-in, never one that the team wrote. */
async function updateNames(tx: Ctx, known: LockedIdentity, person: InboundPerson): Promise<LockedIdentity> {
  const username = clean(person.username) ?? known.username
  const locale = clean(person.locale) ?? known.locale
  const name = person.name && known.contactName === standIn(person.id) ? nameOf(person) : known.contactName
  if (username !== known.username || locale !== known.locale) {
    const names = sql`update contact_identities set username = ${username}, locale = ${locale}
      where org_id = ${tx.orgId} and id = ${known.id}`
    await sendAhead(tx.db, names.compile(tx.db))
  }
  if (name !== known.contactName) {
    const contact = sql`update contacts set name = ${name}, version = version + 1
      where org_id = ${tx.orgId} and id = ${known.contactId}`
    await sendAhead(tx.db, contact.compile(tx.db))
  }
  return { ...known, username, locale, contactName: name }
}

/** Shown while the platform has not told a name. */
export const standIn = (externalId: string): string => `Customer ${externalId.slice(-4)}`

/** Such a name is for the team's list; a customer must never be greeted by it. */
export const isStandIn = (name: string): boolean => /^Customer \S{1,4}$/.test(name)

function nameOf(person: InboundPerson): string {
  return clean(person.name) ?? clean(person.username) ?? standIn(person.id)
}

function clean(text: string | undefined): string | null {
  const cleaned = text === undefined ? '' : cleanText(text).trim().slice(0, 200)
  return cleaned === '' ? null : cleaned
}

/** What the platform told of a person, in place of stand-ins only. */
export async function setProfile(
  ctx: Ctx,
  identity: { channelId: string; externalId: string },
  profile: { name?: string; username?: string },
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    await lockIdentity(tx, identity.channelId, {
      id: identity.externalId,
      ...(profile.name ? { name: profile.name } : {}),
      ...(profile.username ? { username: profile.username } : {}),
    })
  })
}
