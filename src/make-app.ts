import { makeAuth } from '#kernel/auth.ts'
import { makeBulkQueue } from '#kernel/bulk-queue.ts'
import { countReads, makeCache } from '#kernel/cache.ts'
import type { App } from '#kernel/app.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Config } from '#kernel/config.ts'
import { makePools } from '#kernel/db.ts'
import type { Discovered } from '#kernel/discover.ts'
import { makeDispatcher } from '#kernel/dispatch.ts'
import { makeDiskStorage } from '#kernel/disk-storage.ts'
import { makeEventHub } from '#kernel/event-hub.ts'
import { shareEvents } from '#kernel/fan-out.ts'
import { jobsOfCards } from '#kernel/jobs-of-cards.ts'
import { makeHttpClient } from '#kernel/http-client.ts'
import { makeIngest } from '#kernel/ingest.ts'
import { makeMemoryLimiter } from '#kernel/limiter.ts'
import { makeLlm } from '#kernel/llm.ts'
import type { Logger } from '#kernel/log.ts'
import { makeMailer } from '#kernel/mail.ts'
import { makePresence } from '#kernel/presence.ts'
import { makeRedisCache } from '#kernel/redis-cache.ts'
import { makeRedisLimiter } from '#kernel/redis-limiter.ts'
import { openRedis } from '#kernel/redis.ts'
import { makeReplica } from '#kernel/replica.ts'
import { makeS3Storage } from '#kernel/s3-storage.ts'
import { makeSandboxHost } from '#kernel/sandbox-host.ts'
import { makeSideProcess } from '#kernel/side-process.ts'
import { makeSecrets } from '#kernel/secrets.ts'
import type { SecretKey } from '#kernel/secrets.ts'
import { makeTelemetry } from '#kernel/telemetry.ts'
import { sql } from 'kysely'
import { join } from 'node:path'

export interface MadeApp {
  app: App
  close: () => Promise<void>
}

/** Wires the program over a migrated database. Nothing listens or works yet, but for the sandboxes. */
export async function makeApp(options: {
  config: Config
  found: Discovered
  log: Logger
  clock: Clock
  databaseUrl: string
  keys: readonly SecretKey[]
  authSecret: string
  /** Where our own server will listen, for the sandboxes' webhooks. */
  localUrl: string
}): Promise<MadeApp> {
  const { config, found, log, clock, databaseUrl } = options
  const directUrl = config.directUrl ?? databaseUrl
  const pools = makePools({
    url: databaseUrl,
    directUrl,
    replicaUrl: config.replicaUrl,
    size: config.poolSize,
    pooled: config.directUrl !== undefined,
  })
  const secrets = makeSecrets({ keys: options.keys })
  const telemetry = makeTelemetry()
  const aside = {
    quick: makeSideProcess({ log, limitMs: 20_000, idleMs: 30_000 }),
    long: makeSideProcess({ log, limitMs: 120_000, idleMs: 30_000 }),
  }
  const redis = config.redisUrl
    ? await openRedis({ url: config.redisUrl, secret: options.authSecret, log, telemetry })
    : undefined
  const ownLimiter = makeMemoryLimiter({ clock })
  const limiter = redis ? makeRedisLimiter({ redis, insurance: ownLimiter, clock }) : ownLimiter
  const mail = makeMailer({ smtpUrl: config.smtpUrl, from: config.mailFrom })
  const http = makeHttpClient({
    trustedBaseUrls: Object.entries(config.env).flatMap(([key, value]) =>
      key.endsWith('_URL') && value ? [value] : [],
    ),
    sandboxOrigin: () => app.sandbox?.origin,
    log,
    userAgent: 'Parley/1',
  })
  const logReads = telemetry.counter('event_log_reads_total', 'Times the log was read for live streams')
  const hub = makeEventHub({ db: pools.system, log, onRead: () => logReads.inc() })
  // Everybody who types tells of it: with Redis the database is spared that.
  const tell = async (message: string) => {
    if (await redis?.publish('presence', message)) return
    sql`select pg_notify('presence', ${message})`
      .execute(pools.system)
      .catch((error: unknown) => log.debug({ err: error }, 'presence not told'))
  }
  const presence = makePresence({
    now: () => clock.now(),
    ...(config.split ? { tell: (message) => void tell(message) } : {}),
  })
  const tellOthers = redis && config.split ? shareEvents(redis, (moved) => hub.push(moved)) : undefined
  redis?.subscribe('presence', (message) => presence.heard(message))
  const jobs = jobsOfCards(found.jobs, found.cards)
  const dispatcher = makeDispatcher({
    db: pools.system,
    jobs,
    log,
    onEvents: (moved) => {
      hub.push(moved)
      tellOthers?.(moved)
    },
  })
  const auth = makeAuth({
    databaseUrl: directUrl,
    secret: options.authSecret,
    publicUrl: config.publicUrl,
    mail,
    limiter,
    log,
  })
  const app: App = {
    config,
    log,
    clock,
    http,
    limiter,
    cache: makeCache({ count: countReads(telemetry), ...(redis ? { far: makeRedisCache(redis) } : {}) }),
    storage: config.s3 ? makeS3Storage(config.s3) : makeDiskStorage(join(config.dataDir, 'files')),
    mail,
    llm: config.llm && makeLlm(config.llm),
    secrets,
    aside,
    telemetry,
    presence,
    connectors: found.connectors,
    commands: found.commands,
    cards: found.cards,
    surfaces: found.surfaces,
    jobs,
    eventKinds: found.eventKinds,
    features: found.features,
    sandbox: undefined,
    pools,
    systemDb: pools.system,
    replica: pools.replica && makeReplica({ tenant: pools.replica, log, telemetry }),
    redis,
    bulk: redis && makeBulkQueue(redis),
    dispatcher,
    hub,
    ingest: makeIngest({ sql: pools.ingest, log, afterCommit: () => dispatcher.kick() }),
    auth,
  }
  if (config.sandbox) {
    app.sandbox = await makeSandboxHost({
      connectors: found.connectors,
      surfaces: found.surfaces,
      secrets,
      clock,
      appUrl: options.localUrl,
    })
  }
  const listeners = await listen(app, presence)
  return {
    app,
    async close() {
      await Promise.all(listeners.map((listener) => listener.unlisten()))
      await dispatcher.stop()
      await Promise.all([aside.quick.end(), aside.long.end()])
      await app.sandbox?.close()
      await http.close()
      await auth.close()
      await app.bulk?.close()
      redis?.close()
      await pools.end()
    },
  }
}

async function listen(app: App, presence: { heard(message: string): void }) {
  return Promise.all([
    app.pools.listen(
      'events',
      (pos) => app.hub.notified(pos),
      () => app.hub.catchUp(),
    ),
    app.config.split
      ? app.pools.listen(
          'presence',
          (message) => presence.heard(message),
          () => undefined,
        )
      : undefined,
  ]).then((all) => all.filter((one) => one !== undefined))
}
