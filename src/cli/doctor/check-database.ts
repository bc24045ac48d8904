import postgres from 'postgres'
import { systemRole, tenantRole, searchRole, workerRole } from '#kernel/db.ts'
import { pendingMigrations } from '#kernel/migrate.ts'
import { rolesSql } from '#kernel/roles.ts'
import { bad, good, look } from './check.ts'
import type { Check } from './check.ts'

const oldest = 150_000
const roles = [tenantRole, systemRole, searchRole, workerRole]

/** Version, roles, that requests cannot see beyond one organisation, schema, and keys of what is stored. */
export async function checkDatabase(
  urls: { url: string; ownerUrl: string },
  keyIds: string[],
): Promise<Check[]> {
  const sql = postgres(urls.url, { max: 1, connect_timeout: 10, onnotice: () => undefined })
  try {
    const answers = await look('database', () => checkVersion(sql))
    if (answers.some((check) => !check.ok)) return answers
    const rest = [
      await look('database roles', () => checkRoles(sql)),
      await look('migrations', () => checkMigrations(urls.ownerUrl)),
    ].flat()
    const migrated = rest.every((check) => check.ok)
    const inside = migrated
      ? [
          await look('stored credentials', () => checkStoredKeys(sql, keyIds)),
          await look('set aside', () => checkSetAside(sql)),
        ].flat()
      : []
    return [...answers, ...rest, ...inside]
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function checkVersion(sql: postgres.Sql): Promise<Check[]> {
  const [row] = await sql<{ number: number; version: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`
  if (!row || row.number < oldest)
    return [
      bad('database', `PostgreSQL ${row?.version ?? '?'} is too old: point DATABASE_URL at 15 or later.`),
    ]
  return [good('database', `PostgreSQL ${row.version}`)]
}

interface RoleFacts {
  login: string
  may_create: boolean
  name: string | null
  strong: boolean | null
  member: boolean | null
}

async function checkRoles(sql: postgres.Sql): Promise<Check[]> {
  const rows = await sql<RoleFacts[]>`
    select me.rolname as login, me.rolcreaterole or me.rolsuper as may_create, r.rolname as name,
      r.rolsuper or r.rolbypassrls as strong, pg_has_role(me.rolname, r.rolname, 'member') as member
    from pg_roles me left join pg_roles r on r.rolname in ${sql(roles)}
    where me.rolname = current_user`
  const facts = rows.filter((row) => row.name !== null)
  const login = rows[0]?.login ?? 'parley'
  const strong = facts.filter((row) => row.strong).map((row) => row.name ?? '')
  const lacking = roles.filter((role) => !facts.some((row) => row.name === role && row.member))
  if (strong.length > 0) {
    const cure = strong.map((role) => `alter role ${role} nosuperuser nobypassrls;`).join('\n')
    return [bad('database roles', `They may see every organisation. An administrator must run:\n${cure}`)]
  }
  if (lacking.length === 0) return [good('database roles', 'there, and none may bypass row security')]
  if (rows[0]?.may_create) return [good('database roles', 'made by the migration')]
  return [
    bad(
      'database roles',
      `The login "${login}" may not make them. An administrator must run:\n${rolesSql(login)}`,
    ),
  ]
}

async function checkMigrations(url: string): Promise<Check[]> {
  const pending = await pendingMigrations(url)
  if (pending.length === 0) return [good('migrations', 'up to date')]
  return [
    bad(
      'migrations',
      `${pending.length} to run: start Parley, or "npm run parley -- migrate" with ROLES set`,
    ),
  ]
}

/** Credentials whose key is gone cannot be opened ever again: better told now than at the next send. */
async function checkStoredKeys(sql: postgres.Sql, keyIds: string[]): Promise<Check[]> {
  const rows = await sql.begin(async (tx) => {
    await tx.unsafe(`set local role ${systemRole}`)
    return tx<{ id: string; channels: number }[]>`
      select split_part(credentials, '.', 2) as id, count(*)::int as channels from channels
      where state <> 'disconnected' group by 1`
  })
  const lost = rows.filter((row) => row.id !== '' && !keyIds.includes(row.id))
  if (lost.length === 0) return [good('stored credentials', 'can be opened')]
  return lost.map((row) =>
    bad(
      'stored credentials',
      `${row.channels} channels need the key "${row.id}": add it to ENCRYPTION_KEYS, or connect them again.`,
    ),
  )
}

async function checkSetAside(sql: postgres.Sql): Promise<Check[]> {
  const [row] = await sql.begin(async (tx) => {
    await tx.unsafe(`set local role ${systemRole}`)
    return tx<{ outbox: number; deliveries: number }[]>`
      select (select count(*) from outbox_set_aside)::int as outbox,
        (select count(*) from inbound_events where state = 'parked')::int as deliveries`
  })
  if (!row || row.outbox + row.deliveries === 0) return [good('set aside', 'nothing')]
  return [
    bad(
      'set aside',
      `${row.outbox} changes and ${row.deliveries} deliveries wait: "npm run parley -- replay" tries them again.`,
    ),
  ]
}
