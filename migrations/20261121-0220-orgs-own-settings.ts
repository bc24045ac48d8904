// A tenant may change its own organisation through the view that shows it nothing else, so that the change
// and its audit row are one transaction.
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { tenantRole } from '#kernel/db.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`grant update (name, timezone, settings) on own_org to ${sql.id(tenantRole)}`.execute(db)
}
