import { CompiledQuery, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { DatabaseConnection, Dialect, Driver, Kysely, QueryResult } from 'kysely'
import type postgres from 'postgres'
import { must } from './assert.ts'
import type { Database } from './db.ts'

/** What each transaction says first: whose rows it may see. */
export interface Scope {
  /** Statements without parameters, which travel with `begin` in one message. */
  text: string
}

/**
 * A Kysely dialect whose every statement runs in a transaction that first sets the scope. A lone query goes
 * out as one pipelined begin; set_config; query; commit, about 0.1 ms more than the bare query.
 */
export function scopedDialect(sql: postgres.Sql, scope: Scope): Dialect {
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
  /** What was sent and not yet waited for; the next statement waits for it, and fails with it. */
  ahead: Promise<unknown>
}

/** Several statements as one, for the scoped dialect: their answers are its rows. */
interface Batch extends CompiledQuery {
  batch: readonly CompiledQuery[]
}

interface SentAhead extends CompiledQuery {
  sentAhead: true
}

/** Runs only where the driver below is not the one that gets it. */
const otherDialect = `do $$ begin raise exception 'together() needs the database handle of a tenant'; end $$`

type Answers<Queries extends readonly CompiledQuery[]> = {
  [At in keyof Queries]: Queries[At] extends CompiledQuery<infer R> ? QueryResult<R> : never
}

/**
 * Sends statements in one go, without waiting between them. Outside a transaction they are one.
 *
 * A way to the database and back costs more than a small statement does, so what depends on nothing that the
 * statement before it answers is sent with it.
 */
export async function together<const Queries extends readonly CompiledQuery[]>(
  db: Kysely<Database>,
  queries: Queries,
): Promise<Answers<Queries>> {
  const batch: Batch = { ...CompiledQuery.raw(otherDialect), batch: queries }
  const { rows } = await db.executeQuery(batch)
  // One answer for each statement, in order, as the driver below makes them.
  const answers: readonly unknown[] = rows
  return answers as Answers<Queries>
}

/**
 * Sends a statement of a transaction whose answer nobody needs: the next one goes out behind it at once, and fails
 * when it failed; the commit does so at the latest.
 */
export async function sendAhead(db: Kysely<Database>, query: CompiledQuery): Promise<void> {
  const sent: SentAhead = { ...query, sentAhead: true }
  await db.executeQuery(sent)
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
      // It goes out with the first statement, which also tells when it failed.
      keepAhead(scoped, scoped.reserved.unsafe(`begin${isolation}${mode}; ${scope.text}`).execute())
    },
    async commitTransaction(connection) {
      const scoped = asScoped(connection)
      const [, done] = await allOrFirstError([scoped.ahead, scoped.reserved.unsafe('commit').execute()])
      if (done.command !== 'COMMIT') throw new Error('The transaction was rolled back by an earlier error')
    },
    async rollbackTransaction(connection) {
      const { ahead, reserved } = asScoped(connection)
      await Promise.allSettled([ahead])
      await reserved.unsafe('rollback')
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
  await allOrFirstError([connection.ahead, connection.reserved.unsafe(text).execute()])
}

/** The first failure stays: what follows it in the transaction only fails because of it. */
function keepAhead(connection: ScopedConnection, sent: Promise<unknown>): void {
  connection.ahead = allOrFirstError([connection.ahead, sent])
  // It is told by whoever waits next.
  connection.ahead.catch(() => undefined)
}

function scopedConnection(reserved: Reserved, scope: Scope): ScopedConnection {
  const send = (query: CompiledQuery) =>
    reserved
      .unsafe(query.sql, [...query.parameters] as postgres.ParameterOrJSON<never>[], { prepare: true })
      .execute()
  const connection: ScopedConnection = {
    reserved,
    inTransaction: false,
    ahead: Promise.resolve(),
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (isSentAhead(query) && connection.inTransaction) {
        keepAhead(connection, send(query))
        return { rows: [] }
      }
      const queries = isBatch(query) ? query.batch : [query]
      const results = await (connection.inTransaction ? inOpen(queries) : inOwn(queries))
      return isBatch(query) ? { rows: results as R[] } : (must(results[0], 'answer') as QueryResult<R>)
    },
    async *streamQuery<R>(query: CompiledQuery, chunkSize = 100): AsyncIterableIterator<QueryResult<R>> {
      if (!connection.inTransaction) throw new Error('A streamed query needs a transaction')
      await connection.ahead
      const cursor = reserved
        .unsafe(query.sql, [...query.parameters] as postgres.ParameterOrJSON<never>[])
        .cursor(chunkSize)
      for await (const rows of cursor) yield { rows: rows as R[] }
    },
  }

  async function inOpen(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    const { ahead } = connection
    connection.ahead = Promise.resolve()
    const [, sent] = await allOrFirstError([ahead, allOrFirstError(queries.map(send))])
    return sent.map(toResult)
  }

  async function inOwn(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    const opened = reserved.unsafe(`begin; ${scope.text}`).execute()
    const sent = queries.map(send)
    const [, answers, end] = await allOrFirstError([
      opened,
      allOrFirstError(sent),
      reserved.unsafe('commit').execute(),
    ])
    if (end.command !== 'COMMIT') throw new Error('The statement was rolled back')
    return answers.map(toResult)
  }
  return connection
}

const isBatch = (query: CompiledQuery): query is Batch => 'batch' in query
const isSentAhead = (query: CompiledQuery): query is SentAhead => 'sentAhead' in query

/** Waits for all (a connection must be idle before it is released), then throws the first failure. */
async function allOrFirstError<const T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [At in keyof T]: Awaited<T[At]> }> {
  const settled = await Promise.allSettled(promises)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return Promise.all(promises)
}

function toResult(rows: postgres.RowList<postgres.Row[]>): QueryResult<unknown> {
  return {
    rows,
    ...(rows.count == null ? {} : { numAffectedRows: BigInt(rows.count) }),
  }
}
