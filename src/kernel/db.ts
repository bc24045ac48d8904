import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { scopedDialect } from './scoped-dialect.ts'

/**
 * Every table's row type. Each feature merges its own from its `tables.ts`:
 * `declare module '#kernel/db.ts' { interface Database { conversations: ConversationTable } }`
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by declaration merging
export interface Database {}

export interface Pools {
  /** A database handle that shows one organisation's rows. Cheap: no connection is held. */
  tenant(orgId: string): Kysely<Database>
  /** The same on the replica, for reads. Undefined: there is none. */
  replica: ((orgId: string) => Kysely<Database>) | undefined
  system: Kysely<Database>
  /** One connection of the system role, for the grouped inserts of what platforms deliver. */
  ingest: postgres.Sql
  /** For LISTEN on the system pool's login. */
  listen(
    channel: string,
    onNotify: (payload: string) => void,
    onListen: () => void,
  ): Promise<{ unlisten(): Promise<void> }>
  end(): Promise<void>
}

export interface PoolOptions {
  url: string
  /** Direct (not pooled) address, for LISTEN. */
  directUrl: string
  /** Address of a read replica. */
  replicaUrl?: string | undefined
  size: number
  /** Behind a transaction pooler no start-up parameter survives: the role is set in each transaction. */
  pooled: boolean
  onError?: (error: unknown) => void
}

export const tenantRole = 'parley_tenant'
export const systemRole = 'parley_system'
export const searchRole = 'parley_search'
export const workerRole = 'parley_worker'

/**
 * Seconds until a cut connection is made anew. The driver would wait up to twenty, counted over the whole pool: a
 * database that is back is to be noticed within one.
 */
export const reconnectAfter = (tries: number): number =>
  (0.5 + Math.random() / 2) * Math.min(3 ** tries / 100, 1)

/** bigint (oid 20) arrives as text: ids and positions exceed 2^53. `count(*)` callers cast to int. */
const postgresOptions = {
  onnotice: () => undefined,
  idle_timeout: 60,
  backoff: reconnectAfter,
  connect_timeout: 10,
  max_lifetime: 60 * 60,
  types: {
    // JSON goes in as text (JSON.stringify at the call) or as an object; the driver would quote a text again.
    json: {
      to: 114,
      from: [114, 3802],
      serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
      parse: (text: string): unknown => JSON.parse(text),
    },
  },
}

export function makePools(options: PoolOptions): Pools {
  const tenantSql = postgres(options.url, {
    ...postgresOptions,
    max: options.size,
    prepare: !options.pooled,
    connection: options.pooled ? {} : { role: tenantRole },
  })
  const systemSql = postgres(options.url, {
    ...postgresOptions,
    max: Math.max(3, Math.ceil(options.size / 3)),
    prepare: !options.pooled,
    connection: options.pooled ? {} : { role: systemRole },
  })
  const ingestSql = postgres(options.directUrl, {
    ...postgresOptions,
    max: 1,
    connection: { role: systemRole },
  })
  const listenSql = postgres(options.directUrl, {
    ...postgresOptions,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
  })
  const replicaSql =
    options.replicaUrl === undefined
      ? undefined
      : postgres(options.replicaUrl, {
          ...postgresOptions,
          connect_timeout: 2,
          max: Math.max(3, Math.ceil(options.size / 2)),
          prepare: !options.pooled,
          // An address that is the primary's by mistake is not written to either.
          connection: options.pooled ? {} : { role: tenantRole, default_transaction_read_only: true },
        })
  const system = options.pooled
    ? new Kysely<Database>({ dialect: scopedDialect(systemSql, { text: `select ${role(systemRole)}` }) })
    : new Kysely<Database>({ dialect: new PostgresJSDialect({ postgres: systemSql }) })

  return {
    tenant: tenantHandles(tenantSql, options.pooled),
    replica: replicaSql && tenantHandles(replicaSql, options.pooled),
    system,
    ingest: ingestSql,
    listen: (channel, onNotify, onListen) => listenSql.listen(channel, onNotify, onListen),
    async end() {
      await Promise.all([
        tenantSql.end({ timeout: 5 }),
        systemSql.end({ timeout: 5 }),
        ingestSql.end({ timeout: 5 }),
        listenSql.end({ timeout: 1 }),
        replicaSql?.end({ timeout: 5 }),
      ])
    },
  }
}

/** A handle for each organisation; they hold no connection. */
function tenantHandles(pool: postgres.Sql, pooled: boolean): (orgId: string) => Kysely<Database> {
  const handles = new Map<string, Kysely<Database>>()
  return (orgId) => {
    const known = handles.get(orgId)
    if (known) return known
    if (handles.size > 5_000) handles.clear()
    // `set` is planned and answered by nobody: half of what `select set_config` costs.
    const org = `set local app.org_id = ${quoted(orgId)}`
    const scope = { text: pooled ? `select ${role(tenantRole)}; ${org}` : org }
    const handle = new Kysely<Database>({ dialect: scopedDialect(pool, scope) })
    handles.set(orgId, handle)
    return handle
  }
}

const role = (name: string): string => `set_config('role', '${name}', true)`

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Ids come from our own rows, never from a request; it stands in a statement's text, so it is looked at once more. */
function quoted(orgId: string): string {
  if (!uuid.test(orgId)) throw new TypeError('An organisation is named by its id')
  return `'${orgId}'`
}
