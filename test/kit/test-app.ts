import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { App } from '#kernel/app.ts'
import { makeAuth } from '#kernel/auth.ts'
import { makeMemoryCache } from '#kernel/cache.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { readConfig } from '#kernel/config.ts'
import { makePools, systemRole } from '#kernel/db.ts'
import type { Discovered } from '#kernel/discover.ts'
import { makeDiskStorage } from '#kernel/disk-storage.ts'
import { makeDispatcher } from '#kernel/dispatch.ts'
import { makeEventHub } from '#kernel/event-hub.ts'
import { makeHttpClient } from '#kernel/http-client.ts'
import { makeIngest } from '#kernel/ingest.ts'
import { makeMemoryLimiter } from '#kernel/limiter.ts'
import { makeLog } from '#kernel/log.ts'
import { makeMailer } from '#kernel/mail.ts'
import { makePresence } from '#kernel/presence.ts'
import { makeSecrets, newKey, parseKeys } from '#kernel/secrets.ts'
import { makeTelemetry } from '#kernel/telemetry.ts'
import { createTestDatabase } from './database.ts'

export interface TestApp {
  app: App
  found: Discovered
  clock: ReturnType<typeof makeManualClock>
  /** Sign-in links that the app would have printed. */
  links: Array<{ email: string; url: string }>
  /** Row counts, expiries and other facts that no public verb tells. As the system role. */
  sql: postgres.Sql
  close(): Promise<void>
}

const nothingFound = (): Discovered => ({
  features: new Map(),
  routes: new Map(),
  publicRoutes: new Map(),
  connectors: new Map(),
  jobs: new Map(),
  cards: new Map(),
  commands: new Map(),
  eventKinds: new Map(),
})

/** The program's parts on a database of their own, without a worker and without listening. */
export async function makeTestApp(
  options: { found?: Partial<Discovered>; smtpUrl?: string; printLinks?: boolean } = {},
): Promise<TestApp> {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-app-'))
  const found = { ...nothingFound(), ...options.found }
  const clock = makeManualClock(new Date())
  const log = makeLog({ level: 'silent' })
  const { url } = database
  const pools = makePools({ url, directUrl: url, size: 4, pooled: false })
  const sql = postgres(url, { max: 2, connection: { role: systemRole }, onnotice: () => undefined })
  const hub = makeEventHub({ db: pools.system, log })
  const dispatcher = makeDispatcher({
    db: pools.system,
    jobs: found.jobs,
    log,
    onEvents: (events) => hub.push(events),
  })
  const config = readConfig({ PUBLIC_URL: 'https://desk.example', DATA_DIR: dataDir, SANDBOX: '0' }, [])
  const limiter = makeMemoryLimiter({ clock })
  const mail = makeMailer({ smtpUrl: options.smtpUrl, from: 'Parley <desk@example.com>' })
  const links: TestApp['links'] = []
  const auth = makeAuth({
    databaseUrl: url,
    secret: 'a secret for tests that is long enough',
    publicUrl: config.publicUrl,
    isPublic: true,
    mailer: mail,
    limiter,
    log,
    ...(options.printLinks === false ? {} : { onSignInLink: (link) => void links.push(link) }),
  })
  const app: App = {
    ...found,
    config,
    log,
    clock,
    limiter,
    mail,
    auth,
    pools,
    hub,
    dispatcher,
    systemDb: pools.system,
    http: makeHttpClient({ trustedBaseUrls: [], log, userAgent: 'test' }),
    cache: makeMemoryCache(),
    storage: makeDiskStorage(dataDir),
    secrets: makeSecrets({ keys: parseKeys(newKey()) }),
    telemetry: makeTelemetry({ processMetrics: false }),
    presence: makePresence({ now: () => clock.now() }),
    ingest: makeIngest({ sql, log, afterCommit: () => dispatcher.kick() }),
    sandbox: undefined,
  }
  return {
    app,
    found,
    clock,
    links,
    sql,
    async close() {
      await dispatcher.stop()
      mail.close()
      await Promise.all([auth.close(), pools.end(), sql.end()])
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
