import { CompiledQuery, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'

/**
 * Every table's row type. Each feature merges its own from its `tables.ts`:
 * `declare module '#kernel/db.ts' { interface Database { conversations: ConversationTable } }`
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by declaration merging
export interface Database {}

export interface Pools {
  /** A database handle that shows one organisation's rows. Cheap: no connection is held. */
  tenant(orgId: string): Kysely<Database>
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
  size: number
  /** Behind a transaction pooler no start-up parameter survives: the role is set in each transaction. */
  pooled: boolean
  onError?: (error: unknown) => void
}

export const tenantRole = 'parley_tenant'
export const systemRole = 'parley_system'
export const searchRole = 'parley_search'
export const workerRole = 'parley_worker'

/** bigint (oid 20) arrives as text: ids and positions exceed 2^53. `count(*)` callers cast to int. */
const postgresOptions = {
  onnotice: () => undefined,
  idle_timeout: 60,
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
  const handles = new Map<string, Kysely<Database>>()
  const system = options.pooled
    ? new Kysely<Database>({ dialect: scopedDialect(systemSql, roleSelect(systemRole)) })
    : new Kysely<Database>({ dialect: new PostgresJSDialect({ postgres: systemSql }) })

  return {
    tenant(orgId) {
      const known = handles.get(orgId)
      if (known) return known
      if (handles.size > 5_000) handles.clear()
      const scope: Scope = options.pooled
        ? {
            text: `select set_config('role', '${tenantRole}', true), set_config('app.org_id', $1, true)`,
            values: [orgId],
          }
        : { text: `select set_config('app.org_id', $1, true)`, values: [orgId] }
      const handle = new Kysely<Database>({ dialect: scopedDialect(tenantSql, scope) })
      handles.set(orgId, handle)
      return handle
    },
    system,
    ingest: ingestSql,
    listen: (channel, onNotify, onListen) => listenSql.listen(channel, onNotify, onListen),
    async end() {
      await Promise.all([
        tenantSql.end({ timeout: 5 }),
        systemSql.end({ timeout: 5 }),
        ingestSql.end({ timeout: 5 }),
        listenSql.end({ timeout: 1 }),
      ])
    },
  }
}

interface Scope {
  text: string
  values: string[]
}

const roleSelect = (role: string): Scope => ({ text: `select set_config('role', $1, true)`, values: [role] })

/**
 * A Kysely dialect whose every statement runs in a transaction that first sets the scope. A lone query goes
 * out as one pipelined begin; set_config; query; commit, about 0.1 ms more than the bare query.
 */
function scopedDialect(sql: postgres.Sql, scope: Scope): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => scopedDriver(sql, scope),
  }
}

type Reserved = postgres.ReservedSql

interface ScopedConnection extends DatabaseConnection {
  reserved: Reserved
  inTransaction: boolean
}

function scopedDriver(sql: postgres.Sql, scope: Scope): Driver {
  const asScoped = (connection: DatabaseConnection) => connection as ScopedConnection
  return {
    init: () => Promise.resolve(),
    acquireConnection: async () => scopedConnection(await sql.reserve(), scope),
    async beginTransaction(connection, settings) {
      const scoped = asScoped(connection)
      const isolation = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''
      const mode = settings.accessMode ? ` ${settings.accessMode}` : ''
      scoped.inTransaction = true
      await allOrFirstError([
        scoped.reserved.unsafe(`begin${isolation}${mode}`).execute(),
        scoped.reserved.unsafe(scope.text, scope.values, { prepare: true }).execute(),
      ])
    },
    async commitTransaction(connection) {
      const scoped = asScoped(connection)
      const done = await scoped.reserved.unsafe('commit')
      if (done.command !== 'COMMIT') throw new Error('The transaction was rolled back by an earlier error')
    },
    async rollbackTransaction(connection) {
      await asScoped(connection).reserved.unsafe('rollback')
    },
    async releaseConnection(connection) {
      asScoped(connection).reserved.release()
    },
    destroy: () => Promise.resolve(),
    savepoint: (connection, name) => runText(asScoped(connection), `savepoint "${name}"`),
    rollbackToSavepoint: (connection, name) => runText(asScoped(connection), `rollback to "${name}"`),
    releaseSavepoint: (connection, name) => runText(asScoped(connection), `release "${name}"`),
  }
}

async function runText(connection: ScopedConnection, text: string): Promise<void> {
  await connection.reserved.unsafe(text)
}

function scopedConnection(reserved: Reserved, scope: Scope): ScopedConnection {
  const connection: ScopedConnection = {
    reserved,
    inTransaction: false,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const run = () =>
        reserved.unsafe(query.sql, [...query.parameters] as postgres.ParameterOrJSON<never>[], {
          prepare: true,
        })
      if (connection.inTransaction) return toResult<R>(await run())
      const [, , rows, end] = await allOrFirstError([
        reserved.unsafe('begin').execute(),
        reserved.unsafe(scope.text, scope.values, { prepare: true }).execute(),
        run().execute(),
        reserved.unsafe('commit').execute(),
      ])
      if (end?.command !== 'COMMIT' || !rows) throw new Error('The statement was rolled back')
      return toResult<R>(rows)
    },
    async *streamQuery<R>(query: CompiledQuery, chunkSize = 100): AsyncIterableIterator<QueryResult<R>> {
      if (!connection.inTransaction) throw new Error('A streamed query needs a transaction')
      const cursor = reserved
        .unsafe(query.sql, [...query.parameters] as postgres.ParameterOrJSON<never>[])
        .cursor(chunkSize)
      for await (const rows of cursor) yield { rows: rows as R[] }
    },
  }
  return connection
}

/** Waits for all (a connection must be idle before it is released), then throws the first failure. */
async function allOrFirstError<T>(promises: Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

function toResult<R>(rows: postgres.RowList<postgres.Row[]>): QueryResult<R> {
  // Kysely types the rows by the query; the driver cannot know them.
  const untyped: readonly unknown[] = rows
  return {
    rows: untyped as R[],
    ...(rows.count == null ? {} : { numAffectedRows: BigInt(rows.count) }),
  }
}
