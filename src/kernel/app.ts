import type { Kysely } from 'kysely'
import type { Actor, EventKind } from '#contracts/event.ts'
import type { Connector } from '#contracts/connector.ts'
import type { Command } from '#contracts/command.ts'
import type { Card } from '#contracts/card.ts'
import type { Surface } from '#contracts/surface.ts'
import type { Feature } from '#contracts/feature.ts'
import type { AnyJob } from '#contracts/job.ts'
import type { Scope } from '#contracts/scopes.ts'
import type { Auth } from './auth.ts'
import type { BulkQueue } from './bulk-queue.ts'
import type { Cache } from './cache.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database, Pools } from './db.ts'
import type { Dispatcher } from './dispatch.ts'
import type { EventHub } from './event-hub.ts'
import type { HttpClient } from './http-client.ts'
import type { Ingest } from './ingest.ts'
import type { Limiter } from './limiter.ts'
import type { Llm } from './llm.ts'
import type { Logger } from './log.ts'
import type { Mailer } from './mail.ts'
import type { Presence } from './presence.ts'
import type { Redis } from './redis.ts'
import type { Replica } from './replica.ts'
import type { Secrets } from './secrets.ts'
import type { SideProcess } from './side-process.ts'
import type { Storage } from './storage.ts'
import type { Telemetry } from './telemetry.ts'
import type { SandboxHost } from './sandbox-host.ts'
import type { OutboxBuffer } from './outbox.ts'

/** What tenant code may use. Made once, in `main.ts`. */
export interface Services {
  config: Config
  log: Logger
  clock: Clock
  http: HttpClient
  limiter: Limiter
  cache: Cache
  storage: Storage
  mail: Mailer
  /** Undefined without a key: then no language model is asked. */
  llm: Llm | undefined
  secrets: Secrets
  /** Processes for heavy work: pictures that somebody waits for, and files that take long. */
  aside: { quick: SideProcess; long: SideProcess }
  telemetry: Telemetry
  /** Who is looking at what, right now, in this process's streams and (by NOTIFY) the others'. */
  presence: Presence
  connectors: ReadonlyMap<string, Connector>
  commands: ReadonlyMap<string, Command>
  cards: ReadonlyMap<string, Card>
  surfaces: ReadonlyMap<string, Surface>
  jobs: ReadonlyMap<string, AnyJob>
  eventKinds: ReadonlyMap<string, EventKind>
  features: ReadonlyMap<string, Feature>
  /** Undefined when the sandbox is off. */
  sandbox: SandboxHost | undefined
}

/** The whole program. Only ingest, dispatch, worker, sign-in and the creation of organisations see it. */
export interface App extends Services {
  pools: Pools
  /** As the system role: sees every organisation. An architecture test lists who may use it. */
  systemDb: Kysely<Database>
  /** Undefined without DATABASE_REPLICA_URL. */
  replica: Replica | undefined
  /** Undefined without REDIS_URL. */
  redis: Redis | undefined
  /** Undefined without REDIS_URL: then every job runs from Postgres. */
  bulk: BulkQueue | undefined
  dispatcher: Dispatcher
  hub: EventHub
  ingest: Ingest
  auth: Auth
}

/** One caller's view: an organisation, an actor, and a database that shows nothing else. */
export interface Ctx extends Services {
  app: App
  orgId: string
  actor: Actor
  /** Set when a member of the team acts (in the web, by chat, or through a job of theirs). */
  memberId: string | undefined
  scopes: ReadonlySet<Scope>
  requestId: string
  /** The chat surface (or `web`, `api`) and the message from which this act came; kept in the audit log. */
  origin: Origin | undefined
  db: Kysely<Database>
  /** Present inside `inTransaction`. */
  outbox: OutboxBuffer | undefined
}

export interface Origin {
  surface: string
  /** Id of the vendor's message, where it was done from one. */
  message?: string
  /** The channel of a chat in which it was said; none in a direct message. */
  place?: { workspaceId: string; channel: string }
}
