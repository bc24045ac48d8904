import type { Generated, JSONColumnType } from 'kysely'

export interface ContactTable {
  org_id: string
  id: string
  name: string
  email: string | null
  phone: string | null
  note: string | null
  facts: JSONColumnType<Record<string, string>, string | undefined, string>
  avatar_media_id: string | null
  version: Generated<number>
  created_at: Generated<Date>
  last_seen_at: Date | null
}

export interface ContactIdentityTable {
  org_id: string
  id: string
  contact_id: string
  channel_id: string
  /** The person's id at the vendor, for this channel. */
  external_id: string
  username: string | null
  locale: string | null
  verified: Generated<boolean>
  blocked: Generated<boolean>
  /** By the vendor's time, so that an older event does not undo a newer one. */
  blocked_changed_at: Date | null
  created_at: Generated<Date>
}

declare module '#kernel/db.ts' {
  interface Database {
    contacts: ContactTable
    contact_identities: ContactIdentityTable
  }
}
