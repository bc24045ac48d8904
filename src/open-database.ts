import { acquireDataDir, startEmbeddedPostgres } from '#kernel/embedded-postgres.ts'
import type { DataDirLock } from '#kernel/embedded-postgres.ts'
import type { Config } from '#kernel/config.ts'
import type { Logger } from '#kernel/log.ts'
import { StartError } from '#kernel/start-error.ts'

export interface OpenDatabase {
  url: string
  close(): Promise<void>
}

/** `DATABASE_URL`, else an embedded server for the whole life of this program, which owns the data folder. */
export async function openDatabase(config: Config, log: Logger): Promise<OpenDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, close: async () => undefined }
  return startOwn(config, acquireDataDir(config.dataDir), log)
}

/** As `openDatabase`, for a command: beside a running program it uses that one's server and leaves it running. */
export async function openDatabaseBeside(config: Config, log: Logger): Promise<OpenDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, close: async () => undefined }
  const lock = lockIfFree(config.dataDir)
  if (lock) return startOwn(config, lock, log)
  const database = await startEmbeddedPostgres({ dataDir: config.dataDir, leftover: 'adopt' })
  return { url: database.url, close: () => database.stop() }
}

async function startOwn(config: Config, lock: DataDirLock, log: Logger): Promise<OpenDatabase> {
  try {
    const database = await startEmbeddedPostgres({
      dataDir: config.dataDir,
      leftover: 'replace',
      log: (line) => log.debug({ postgres: line }, 'postgres'),
    })
    const close = async () => {
      await database.stop()
      lock.release()
    }
    return { url: database.url, close }
  } catch (error) {
    lock.release()
    throw error
  }
}

function lockIfFree(dataDir: string): DataDirLock | undefined {
  try {
    return acquireDataDir(dataDir)
  } catch (error) {
    // A folder that cannot be used at all has a cause; one that is in use has none.
    if (error instanceof StartError && error.cause === undefined) return undefined
    throw error
  }
}
