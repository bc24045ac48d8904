import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'
import type { RunAs } from './run-as.ts'

/**
 * Makes the cluster in `<dataDir>/postgres` unless it is there; a half-made one is never taken for it.
 */
export async function ensureCluster(
  runAs: RunAs,
  dataDir: string,
  password: string,
  options: { sync: boolean },
): Promise<void> {
  const cluster = join(dataDir, 'postgres')
  if (existsSync(cluster)) return checkVersion(cluster, runAs.binaries.version)
  const unfinished = join(dataDir, 'postgres.new')
  const passwordFile = join(dataDir, 'postgres.new.password')
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (runAs.identity !== undefined) {
    for (const path of [unfinished, passwordFile]) chownSync(path, runAs.identity.uid, runAs.identity.gid)
  }
  try {
    await initdb(runAs, [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Independent of the machine's C library, so that indexes survive a move to another one.
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      ...(options.sync ? [] : ['--no-sync']),
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, cluster)
}

function checkVersion(cluster: string, version: string): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  const major = version.split('.')[0]
  if (made === major) return
  throw new StartError(
    `The data in ${cluster} was made by PostgreSQL ${made}, but this Parley brings ${major}: ` +
      'start the Parley that made it, or set DATA_DIR to another folder.',
  )
}

async function initdb(runAs: RunAs, args: string[]): Promise<void> {
  const [file = '', ...rest] = [...runAs.prefix, ...runAs.deathSignal, runAs.binaries.initdb, ...args]
  const child = spawn(file, rest, {
    cwd: '/',
    env: postgresEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...runAs.identity,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', reject).on('close', resolve)
  const code = await promise
  if (code === 0) return
  const reason = stderr.split('\n').find((line) => line.startsWith('initdb: error:')) ?? stderr.trim()
  throw new StartError(`The built-in database could not be set up: ${reason.replace('initdb: error: ', '')}`)
}

/** PG* and locale settings of the surroundings are not for this server. */
export function postgresEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], TZ: 'UTC' }
}
