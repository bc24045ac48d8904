import { systemClock } from '#kernel/clock.ts'
import { makeLog } from '#kernel/log.ts'
import { migrate, pendingMigrations } from '#kernel/migrate.ts'
import { StartError } from '#kernel/start-error.ts'
import { makeApp } from '../make-app.ts'
import type { MadeApp } from '../make-app.ts'
import { openDatabaseBeside } from '../open-database.ts'
import { readKeys, readSetup } from '../read-setup.ts'

/** The program for a command: nothing listens or works. An embedded database is migrated, another must be. */
export async function openApp(environment: NodeJS.ProcessEnv): Promise<MadeApp> {
  const { found, config } = await readSetup(environment)
  const log = makeLog({ level: environment['LOG_LEVEL'] ? config.logLevel : 'warn' })
  const database = await openDatabaseBeside(config, log)
  try {
    const url = config.migrationUrl ?? config.directUrl ?? database.url
    if (!config.databaseUrl) await migrate({ url })
    else if ((await pendingMigrations(url)).length > 0) {
      throw new StartError('The database is older than this program. Run "npm run parley -- migrate" first.')
    }
    const { app, close } = await makeApp({
      config,
      found,
      log,
      clock: systemClock,
      databaseUrl: database.url,
      ...(await readKeys(config)),
      localUrl: `http://127.0.0.1:${config.port}`,
    })
    return {
      app,
      async close() {
        await close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
