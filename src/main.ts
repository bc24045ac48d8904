import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { missingKeys } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { buildWebApart } from './build-web.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Config } from '#kernel/config.ts'
import type { Discovered } from '#kernel/discover.ts'
import { makeLog } from '#kernel/log.ts'
import type { Logger } from '#kernel/log.ts'
import { migrate, pendingMigrations } from '#kernel/migrate.ts'
import { StartError } from '#kernel/start-error.ts'
import { makeSurfaceIo } from '#kernel/surface-io.ts'
import { listen, makeServer } from './http/server.ts'
import { makeApp } from './make-app.ts'
import { openDatabase } from './open-database.ts'
import { readKeys, readSetup } from './read-setup.ts'
import { startBulkWorker } from './worker/bulk-worker.ts'
import { startWorker } from './worker/worker.ts'

const root = join(import.meta.dirname, '..')
const version = '0.1.0'
/** Jobs get 5 s to end by themselves. */
const stopMs = 15_000

export interface Program {
  app: App
  found: Discovered
  url: string
  stop(): Promise<void>
}

/** `npm start`: starts every role and stays until a signal. */
export async function main(): Promise<void> {
  const program = await start(process.env)
  await announce(program)
  let stopping = false
  const stop = (signal: string) => {
    // A second signal, or a stop that hangs on something that is gone, ends it at once: nothing is lost by that.
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), stopMs).unref()
    program.app.log.info({ signal }, 'stopping')
    program.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        program.app.log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal))
  process.on('unhandledRejection', (error) => program.app.log.error({ err: error }, 'unhandled rejection'))
}

/** The composition root: environment → database → app → roles. Everything opened is closed by `stop`. */
export async function start(environment: NodeJS.ProcessEnv): Promise<Program> {
  const { found, config } = await readSetup(environment)
  const log = makeLog({ level: config.logLevel })
  const closers: Array<() => unknown> = []
  const stop = async () => {
    for (const close of closers.reverse()) await close()
  }
  try {
    const database = await openDatabase(config, log)
    closers.push(() => database.close())
    const databaseUrl = database.url
    const { keys, authSecret } = await readKeys(config)
    await prepareSchema(config, databaseUrl, log)
    if (config.roles.has('http')) await buildWebApart(root, (line) => log.info(line))
    const port = config.port
    const localUrl = `http://127.0.0.1:${port}`
    const { app, close } = await makeApp({
      config,
      found,
      log,
      clock: systemClock,
      databaseUrl,
      keys,
      authSecret,
      localUrl,
    })
    closers.push(close)
    await refuseStrongTenant(app)
    app.dispatcher.start()
    const url = await startHttp(app, found, closers)
    for (const feature of found.features.values()) await feature.start?.(app)
    await startWork(app, found, databaseUrl, closers)
    runBots(app, closers)
    return { app, found, url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Alone, it migrates; with ROLES set it waits for `parley migrate`, so that a rollout has one migrator. */
async function prepareSchema(config: Config, databaseUrl: string, log: Logger): Promise<void> {
  const url = config.migrationUrl ?? config.directUrl ?? databaseUrl
  if (!config.split) {
    await migrate({ url, log: (message) => log.info(message) })
    return
  }
  for (let told = false; ; told = true) {
    const pending = await pendingMigrations(url)
    if (pending.length === 0) return
    if (!told) log.warn({ pending }, 'waiting for "parley migrate"')
    await wait(2_000)
  }
}

async function refuseStrongTenant(app: App): Promise<void> {
  const { rows } = await sql<{ name: string; strong: boolean }>`
    select current_user::text as name, rolsuper or rolbypassrls as strong from pg_roles where rolname = current_user`.execute(
    app.pools.tenant('00000000-0000-0000-0000-000000000000'),
  )
  if (rows[0]?.strong !== false || rows[0].name !== 'parley_tenant') {
    throw new StartError(
      `Requests would run as the database role "${rows[0]?.name ?? 'unknown'}", which may see every organisation. ` +
        'Run "npm run parley -- doctor" to see what to change.',
    )
  }
}

async function startHttp(app: App, found: Discovered, closers: Array<() => unknown>): Promise<string> {
  if (!app.config.roles.has('http')) return app.config.publicUrl
  const { port, http } = await listen(makeServer(app, found), app)
  closers.push(
    () =>
      new Promise<void>((done) => {
        http.close(() => done())
        if ('closeAllConnections' in http) setTimeout(() => http.closeAllConnections(), 2_000).unref()
        if ('closeIdleConnections' in http) http.closeIdleConnections()
      }),
  )
  return app.config.isPublic
    ? app.config.publicUrl
    : `http://${app.config.host === '0.0.0.0' ? '127.0.0.1' : app.config.host}:${port}`
}

async function startWork(
  app: App,
  found: Discovered,
  databaseUrl: string,
  closers: Array<() => unknown>,
): Promise<void> {
  const directUrl = app.config.directUrl ?? databaseUrl
  const worker = await startWorker(app, { directUrl, version })
  closers.push(() => worker.stop())
  if (!app.config.roles.has('worker')) return
  const bulk = await startBulkWorker(app)
  closers.push(() => bulk?.stop())
  const stopping = new AbortController()
  const loops = [...found.features.values()].flatMap((feature) =>
    feature.work ? [feature.work(app, stopping.signal)] : [],
  )
  closers.push(async () => {
    stopping.abort()
    await Promise.all(loops)
  })
}

/** Gateways, sockets and polling of the chat surfaces: those that are set up, and those of the sandbox. */
function runBots(app: App, closers: Array<() => unknown>): void {
  if (!app.config.roles.has('bots')) return
  const stopping = new AbortController()
  const running: Array<Promise<void>> = []
  for (const surface of app.surfaces.values()) {
    if (!surface.run) continue
    const real = missingKeys(surface, app.config.env).length === 0
    for (const sandbox of [...(real ? [false] : []), ...(app.sandbox?.chat(surface.id) ? [true] : [])]) {
      running.push(surface.run(app, makeSurfaceIo(app, surface, sandbox), stopping.signal))
    }
  }
  closers.push(async () => {
    stopping.abort()
    await Promise.all(running)
  })
}

/** What a person sees after `npm start`. The link goes to stdout only, and only where nobody else listens. */
async function announce({ app, url }: Program): Promise<void> {
  const { fillDemoLater } = await import('#features/demo/index.ts')
  await fillDemoLater(app)
  const lines = [`Parley is running: ${url}`]
  const link = await demoLink(app, url)
  if (link) lines.push(`Sign in (once, within 15 minutes): ${link}`)
  process.stdout.write(`\n${lines.map((line) => `  ${line}\n`).join('')}\n`)
}

async function demoLink(app: App, url: string): Promise<string | undefined> {
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(app.config.host)
  if (app.config.production || !loopback || !app.config.roles.has('http')) return undefined
  const { demoSignInLink } = await import('#features/demo/index.ts')
  const link = await demoSignInLink(app)
  return link?.replace(app.config.publicUrl, url)
}
