import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { findBinaries } from './embedded-postgres/binaries.ts'
import { ensureCluster } from './embedded-postgres/cluster.ts'
import { postgresUrl, readOrCreateCredentials, type Credentials } from './embedded-postgres/credentials.ts'
import { ensureDataDir } from './embedded-postgres/data-dir.ts'
import { ensureLogins, isLeaving } from './embedded-postgres/logins.ts'
import { findRunning, startPostmaster, stopRunning, type Running } from './embedded-postgres/postmaster.ts'
import { chooseRunAs } from './embedded-postgres/run-as.ts'

export { acquireDataDir, type DataDirLock } from './embedded-postgres/data-dir.ts'

export interface EmbeddedPostgresOptions {
  /** The program's data folder; the cluster stands in `postgres/` inside. Made when missing. */
  dataDir: string
  /** Gets the server's own log, line by line. */
  log?: (line: string) => void
  /** Server settings, for example `{ fsync: 'off' }`. */
  settings?: Record<string, string>
  /** False: the new files may be lost in a power cut (tests). */
  sync?: boolean
  /**
   * What to do with a server that already runs on this folder. `adopt` (default) uses it and never stops it: right
   * for a command beside the program. `replace` stops it and starts one that lives and dies with this process: right
   * for the program itself, which holds the folder (`acquireDataDir`) and so knows that it is left over.
   */
  leftover?: 'adopt' | 'replace'
}

export interface EmbeddedPostgres {
  /** Login `parley`: owner of the database `parley`, may create roles, is no superuser. */
  url: string
  superuserUrl: string
  port: number
  adopted: boolean
  /** Ends the server (fast shutdown) and waits for it; leaves an adopted one alone. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL that comes with npm, for a machine without one: on the loopback, with random passwords, as
 * whatever user we are. It ends when this process ends, also by kill -9 (Linux).
 * Throws a StartError with a sentence for people when that is not possible.
 *
 * @example const database = await startEmbeddedPostgres({ dataDir: '.data' })
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  ensureDataDir(options.dataDir)
  const dataDir = realpathSync(options.dataDir)
  const cluster = join(dataDir, 'postgres')
  const passwords = readOrCreateCredentials(dataDir)
  const describe = ({ port }: Running) => ({
    url: postgresUrl('parley', passwords.parley, port, 'parley'),
    superuserUrl: postgresUrl('postgres', passwords.superuser, port, 'postgres'),
    port,
  })

  const running = await settleRunning(cluster, passwords, options.leftover ?? 'adopt')
  if (running !== undefined) return { ...describe(running), adopted: true, stop: async () => undefined }

  const runAs = chooseRunAs(findBinaries(), dataDir)
  await ensureCluster(runAs, dataDir, passwords.superuser, { sync: options.sync ?? true })
  const postmaster = await startPostmaster(
    runAs,
    cluster,
    options.settings ?? {},
    options.log ?? (() => undefined),
  )
  try {
    await ensureLogins(cluster, postmaster, passwords)
  } catch (error) {
    await postmaster.stop()
    throw error
  }
  return { ...describe(postmaster), adopted: false, stop: () => postmaster.stop() }
}

/** The server to adopt; undefined once none runs on this cluster. */
async function settleRunning(
  cluster: string,
  passwords: Credentials,
  leftover: 'adopt' | 'replace',
): Promise<Running | undefined> {
  for (;;) {
    const running = existsSync(cluster) ? await findRunning(cluster) : undefined
    if (running === undefined) return undefined
    try {
      if (leftover === 'replace') await stopRunning(cluster, running.pid)
      else {
        await ensureLogins(cluster, running, passwords)
        return running
      }
    } catch (error) {
      // It ended between our look and our log-in: look again.
      if (!isLeaving(error)) throw error
    }
  }
}
