import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { searchRole, systemRole, tenantRole } from './db.ts'

/**
 * Closes a table that has `org_id`: forced row security, the tenant policy by setting, and policies for the
 * owner and the system role (so that nobody needs BYPASSRLS). Call it in the migration that creates it.
 *
 * @param grants what tenant code may do; most tables take all four.
 */
export async function tenantTable(
  db: Kysely<unknown>,
  name: string,
  options: { grants?: Array<'select' | 'insert' | 'update' | 'delete'>; searchable?: boolean } = {},
): Promise<void> {
  const table = sql.id(name)
  const grants = sql.raw((options.grants ?? ['select', 'insert', 'update', 'delete']).join(', '))
  await sql`alter table ${table} enable row level security`.execute(db)
  await sql`alter table ${table} force row level security`.execute(db)
  await sql`create policy tenant on ${table} to ${sql.id(tenantRole)}
    using (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
    with check (org_id = (select nullif(current_setting('app.org_id', true), '')::uuid))`.execute(db)
  await sql`create policy system on ${table} to ${sql.id(systemRole)} using (true) with check (true)`.execute(
    db,
  )
  await sql`create policy owner on ${table} to current_user using (true) with check (true)`.execute(db)
  await sql`grant ${grants} on ${table} to ${sql.id(tenantRole)}`.execute(db)
  await sql`grant select, insert, update, delete on ${table} to ${sql.id(systemRole)}`.execute(db)
  if (options.searchable) {
    await sql`create policy search on ${table} for select to ${sql.id(searchRole)} using (true)`.execute(db)
    await sql`grant select on ${table} to ${sql.id(searchRole)}`.execute(db)
  }
}

/** Closes a table without `org_id`: only the system role sees it. */
export async function systemTable(db: Kysely<unknown>, name: string): Promise<void> {
  await sql`grant select, insert, update, delete on ${sql.id(name)} to ${sql.id(systemRole)}`.execute(db)
}
