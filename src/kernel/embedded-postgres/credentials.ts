import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StartError } from '../start-error.ts'
import { isCode } from './binaries.ts'

const Credentials = z.object({ superuser: z.string(), parley: z.string() })
export type Credentials = z.infer<typeof Credentials>

/** The passwords of the two logins; made once per data folder, before the cluster that has them. */
export function readOrCreateCredentials(dataDir: string): Credentials {
  const file = join(dataDir, 'postgres-passwords.json')
  try {
    return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    if (!isCode(cause, 'ENOENT')) {
      throw new StartError(
        `The database passwords in ${file} cannot be read: restore that file from a backup.`,
        {
          cause,
        },
      )
    }
  }
  const created = { superuser: password(), parley: password() }
  writeFileSync(`${file}.new`, JSON.stringify(created), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return created
}

function password(): string {
  return randomBytes(24).toString('hex')
}

export function postgresUrl(
  user: 'parley' | 'postgres',
  password: string,
  port: number,
  database: string,
): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
}
