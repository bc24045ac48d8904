import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runMigrations } from 'graphile-worker'
import { Kysely, sql } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import { Pool } from 'pg'
import postgres from 'postgres'
import { systemRole, workerRole } from './db.ts'
import { jobDoors, laneViews } from './lane-views.ts'
import { ensureRoles } from './roles.ts'
import { StartError } from './start-error.ts'

export interface Migration {
  up(db: Kysely<unknown>): Promise<void>
  /** True for `create index concurrently`: runs outside a transaction and must be safe to repeat. */
  withoutTransaction?: boolean
}

const migrationLock = 7_270_001
const directory = join(import.meta.dirname, '../../migrations')

/**
 * Brings the database to the present schema: roles, Graphile's own tables, then every file of `migrations/`
 * that has not run, in order of name, each in its own transaction. Safe to run from many processes at once.
 */
export async function migrate(options: { url: string; log?: (message: string) => void }): Promise<string[]> {
  const connection = postgres(options.url, { max: 1, onnotice: () => undefined })
  const db = new Kysely<unknown>({ dialect: new PostgresJSDialect({ postgres: connection }) })
  try {
    await checkVersion(db)
    await sql`select pg_advisory_lock(${sql.lit(migrationLock)})`.execute(db)
    await ensureRoles(db)
    await asWorker(db, options.url, async (pgPool) => {
      await runMigrations({ pgPool })
      await pgPool.query(laneViews())
    })
    const ran = await runFiles(db, options.log)
    await asWorker(db, options.url, (pgPool) => pgPool.query(jobDoors(systemRole)))
    return ran
  } finally {
    await db.destroy()
    await connection.end({ timeout: 5 })
  }
}

/** Names of migrations that this code has and the database has not. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const connection = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const exists = await connection`select to_regclass('public.migrations') is not null as there`
    const done = exists[0]?.['there'] ? await connection`select name from migrations` : []
    const names = new Set(done.map((row) => String(row['name'])))
    return (await migrationNames()).filter((name) => !names.has(name))
  } finally {
    await connection.end({ timeout: 5 })
  }
}

async function checkVersion(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{
    version: number
  }>`select current_setting('server_version_num')::int as version`.execute(db)
  if ((rows[0]?.version ?? 0) < 150_000) {
    throw new StartError('Parley needs PostgreSQL 15 or later. Point DATABASE_URL at a newer server.')
  }
}

/** What the worker's role owns only it may change, and it may make new things for this long only. */
async function asWorker(
  db: Kysely<unknown>,
  url: string,
  work: (pgPool: Pool) => Promise<unknown>,
): Promise<void> {
  const name = sql.id(
    (await sql<{ name: string }>`select current_database() as name`.execute(db)).rows[0]?.name ?? '',
  )
  const worker = sql.id(workerRole)
  await sql`grant create on database ${name} to ${worker}`.execute(db)
  await sql`grant create on schema public to ${worker}`.execute(db)
  const pgPool = new Pool({ connectionString: url, max: 1, options: `-c role=${workerRole}` })
  pgPool.on('error', () => undefined)
  pgPool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await work(pgPool)
  } finally {
    await pgPool.end()
    await sql`revoke create on schema public from ${worker}`.execute(db)
    await sql`revoke create on database ${name} from ${worker}`.execute(db)
  }
}

async function runFiles(db: Kysely<unknown>, log?: (message: string) => void): Promise<string[]> {
  await sql`create table if not exists migrations (name text primary key, at timestamptz not null default now())`.execute(
    db,
  )
  const { rows } = await sql<{ name: string }>`select name from migrations`.execute(db)
  const done = new Set(rows.map((row) => row.name))
  const ran: string[] = []
  for (const name of await migrationNames()) {
    if (done.has(name)) continue
    const migration = (await import(pathToFileURL(join(directory, `${name}.ts`)).href)) as Migration
    const apply = async (on: Kysely<unknown>) => {
      await migration.up(on)
      await sql`insert into migrations (name) values (${name})`.execute(on)
    }
    log?.(`Migrating ${name}`)
    await (migration.withoutTransaction ? apply(db) : db.transaction().execute(apply))
    ran.push(name)
  }
  return ran
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(directory)
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort()
}
