import postgres from 'postgres'
import { StartError } from '../start-error.ts'
import { isCode } from './binaries.ts'
import { postgresUrl, type Credentials } from './credentials.ts'
import type { Running } from './postmaster.ts'

/** Wrong password, no such role, no such database. */
const NOT_SET_UP = new Set(['28P01', '28000', '3D000'])

/** Refused, cut off, or told that the server is shutting down. */
const LEAVING = ['ECONNREFUSED', 'ECONNRESET', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', '57P01', '57P03']

/** Whether the error says that the server was just ending. */
export function isLeaving(error: unknown): boolean {
  return isCode(error, ...LEAVING)
}

/** Makes sure that the ordinary login and its database are there; waits for nothing else. */
export async function ensureLogins(cluster: string, running: Running, passwords: Credentials): Promise<void> {
  if (await canLogIn(postgresUrl('parley', passwords.parley, running.port, 'parley'))) return
  if (!(await canLogIn(postgresUrl('postgres', passwords.superuser, running.port, 'postgres')))) {
    throw new StartError(
      `The server that runs in ${cluster} (pid ${running.pid}) does not accept Parley's password: ` +
        'stop it, or set DATA_DIR to another folder.',
    )
  }
  const sql = postgres(postgresUrl('postgres', passwords.superuser, running.port, 'postgres'), { max: 1 })
  try {
    // The password is our own hex, so that it may stand in the statement, which takes no parameters.
    const [role] = await sql`select 1 from pg_roles where rolname = 'parley'`
    const verb = role === undefined ? 'create' : 'alter'
    await sql.unsafe(
      `${verb} role parley login createrole nosuperuser nobypassrls password '${passwords.parley}'`,
    )
    const [database] = await sql`select 1 from pg_database where datname = 'parley'`
    if (database === undefined) await sql`create database parley owner parley`
  } finally {
    await sql.end()
  }
}

async function canLogIn(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 10 })
  try {
    await sql`select 1`
    return true
  } catch (error) {
    if (error instanceof postgres.PostgresError && NOT_SET_UP.has(error.code)) return false
    throw error
  } finally {
    await sql.end({ timeout: 1 })
  }
}
