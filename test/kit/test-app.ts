import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import type { App } from '#kernel/app.ts'
import { makeManualClock } from '#kernel/clock.ts'
import { readConfig } from '#kernel/config.ts'
import { systemRole } from '#kernel/db.ts'
import type { Discovered } from '#kernel/discover.ts'
import { makeLog } from '#kernel/log.ts'
import { newKey, parseKeys } from '#kernel/secrets.ts'
import type { SecretKey } from '#kernel/secrets.ts'
import { makeApp } from '../../src/make-app.ts'
import { createTestDatabase } from './database.ts'

export interface TestApp {
  app: App
  found: Discovered
  clock: ReturnType<typeof makeManualClock>
  /** For facts that no public verb tells or changes (expiries, hashes). As the system role. */
  sql: postgres.Sql
  /** As the owner of the schema. */
  url: string
  keys: readonly SecretKey[]
  close(): Promise<void>
}

const nothingFound = (): Discovered => ({
  features: new Map(),
  routes: new Map(),
  publicRoutes: new Map(),
  connectors: new Map(),
  surfaces: new Map(),
  jobs: new Map(),
  cards: new Map(),
  commands: new Map(),
  eventKinds: new Map(),
})

/**
 * The program as `main.ts` wires it, on a database of its own: no worker runs and nothing listens.
 *
 * @param options.found what there is to discover; give only the features under test.
 * @param options.beside another process of the same installation: its database, clock and keys.
 * @param options.url a migrated database that is not this app's to drop.
 * @param options.env environment, over that of a desk at https://desk.example without sandboxes.
 */
export async function makeTestApp(
  options: { found?: Partial<Discovered>; env?: Record<string, string>; beside?: TestApp; url?: string } = {},
): Promise<TestApp> {
  const { beside } = options
  const url = options.url ?? beside?.url
  const database = url ? { url, drop: () => Promise.resolve() } : await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-app-'))
  const found = { ...(beside?.found ?? nothingFound()), ...options.found }
  const clock = beside?.clock ?? makeManualClock(new Date())
  const keys = beside?.keys ?? parseKeys(newKey())
  const env = { PUBLIC_URL: 'https://desk.example', DATA_DIR: dataDir, SANDBOX: '0', DATABASE_POOL_SIZE: '4' }
  const made = await makeApp({
    config: readConfig({ ...env, ...options.env }, []),
    found,
    log: makeLog({ level: process.env['TEST_LOG'] ?? 'silent' }),
    clock,
    databaseUrl: database.url,
    keys,
    authSecret: 'a secret for tests that is long enough',
    localUrl: 'http://127.0.0.1:3000',
  })
  const sql = postgres(database.url, {
    max: 2,
    connection: { role: systemRole },
    onnotice: () => undefined,
  })
  return {
    app: made.app,
    found,
    clock,
    sql,
    url: database.url,
    keys,
    async close() {
      await made.close()
      await sql.end()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
