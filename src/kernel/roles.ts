import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { searchRole, systemRole, tenantRole, workerRole } from './db.ts'
import { sqlState } from './errors.ts'
import { StartError } from './start-error.ts'

const appRoles = [tenantRole, systemRole, searchRole, workerRole]

/**
 * Creates the roles (no login, no bypass) and lets the login switch to them. The login needs CREATEROLE the
 * first time; without it the error carries the SQL that an administrator runs once.
 */
export async function ensureRoles(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select rolname as name from pg_roles where rolname in (${sql.join(appRoles)})`.execute(db)
  const known = new Set(rows.map((row) => row.name))
  try {
    for (const role of appRoles) {
      if (!known.has(role)) await createRole(db, role)
      await grantRole(db, role)
    }
  } catch (error) {
    if (sqlState(error) !== '42501') throw error
    throw new StartError(
      `The database login may not create roles. Ask an administrator to run this once, then start again:\n${rolesSql(await loginName(db))}`,
    )
  }
  await sql`revoke create on schema public from public`.execute(db).catch(ignoreMissingRight)
  await sql`grant usage on schema public to ${sql.join(appRoles.map((role) => sql.id(role)))}`.execute(db)
}

/** What an administrator runs where the login has no CREATEROLE. */
export function rolesSql(login: string): string {
  return appRoles
    .flatMap((role) => [`create role ${role} nologin noinherit;`, `grant ${role} to "${login}";`])
    .join('\n')
}

async function createRole(db: Kysely<unknown>, role: string): Promise<void> {
  try {
    await sql`create role ${sql.id(role)} nologin noinherit nobypassrls`.execute(db)
  } catch (error) {
    // Roles belong to the cluster: another database's migration may have made it a moment ago.
    if (sqlState(error) !== '42710' && sqlState(error) !== '23505') throw error
  }
}

/** `inherit false`: a policy for a role also binds members that inherit from it. */
async function grantRole(db: Kysely<unknown>, role: string): Promise<void> {
  const { rows } = await sql<{ member: boolean; modern: boolean }>`
    select pg_has_role(current_user, ${role}, 'member') and not exists (
        select from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
        where r.rolname = ${role} and u.rolname = current_user and m.admin_option
          and to_jsonb(m)->>'set_option' = 'false') as member,
      current_setting('server_version_num')::int >= 160000 as modern`.execute(db)
  const facts = rows[0]
  if (facts?.member) return
  await (facts?.modern
    ? sql`grant ${sql.id(role)} to current_user with inherit false, set true`.execute(db)
    : sql`grant ${sql.id(role)} to current_user`.execute(db))
}

async function loginName(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_user as name`.execute(db)
  return rows[0]?.name ?? 'parley'
}

function ignoreMissingRight(error: unknown): void {
  if (sqlState(error) !== '42501') throw error
}
