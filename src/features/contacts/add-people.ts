import type { Ctx } from '#kernel/app.ts'
import { newId } from '#kernel/ids.ts'

export interface Newcomer {
  channelId: string
  externalId: string
  name: string
  username?: string
  firstSeen: Date
  lastSeen: Date
}

/** People known from before, at once and without a word to anybody. Their ids in the same order. */
export async function addPeople(
  tx: Ctx,
  people: readonly Newcomer[],
): Promise<Array<{ contactId: string; identityId: string }>> {
  if (people.length === 0) return []
  const made = people.map((person) => ({
    ...person,
    contactId: newId(person.firstSeen),
    identityId: newId(person.firstSeen),
  }))
  await tx.db
    .insertInto('contacts')
    .values(
      made.map((one) => ({
        org_id: tx.orgId,
        id: one.contactId,
        name: one.name,
        email: null,
        phone: null,
        note: null,
        avatar_media_id: null,
        created_at: one.firstSeen,
        last_seen_at: one.lastSeen,
      })),
    )
    .execute()
  await tx.db
    .insertInto('contact_identities')
    .values(
      made.map((one) => ({
        org_id: tx.orgId,
        id: one.identityId,
        contact_id: one.contactId,
        channel_id: one.channelId,
        external_id: one.externalId,
        username: one.username ?? null,
        locale: null,
        blocked_changed_at: null,
        created_at: one.firstSeen,
      })),
    )
    .execute()
  return made.map(({ contactId, identityId }) => ({ contactId, identityId }))
}
