import { getMigrations } from 'better-auth/db/migration'
import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '#test/kit/database.ts'
import type { TestDatabase } from '#test/kit/database.ts'
import { makeLog } from '../log.ts'
import { authOptions } from './better-auth.ts'
import type { AuthDatabase } from './tables.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

async function plan(schema: string, run: boolean) {
  const sql = postgres(database.url, { max: 1, connection: { search_path: schema } })
  const db = new Kysely<AuthDatabase>({ dialect: new PostgresJSDialect({ postgres: sql }) })
  try {
    const planned = await getMigrations(
      authOptions({
        db,
        secret: 'a secret for tests that is long enough',
        publicUrl: 'http://localhost',
        log: makeLog({ level: 'silent' }),
        sendLink: () => undefined,
        sendReset: () => undefined,
      }),
    )
    if (run) await planned.runMigrations()
    return planned
  } finally {
    await sql.end()
  }
}

async function shapeOf(sql: postgres.Sql, schema: string) {
  const columns = await sql`select table_name, column_name, data_type, is_nullable, column_default
    from information_schema.columns where table_schema = ${schema} order by 1, 2`
  const indexes = await sql`select tablename, replace(indexdef, ${`${schema}.`}, '') as definition
    from pg_indexes where schemaname = ${schema} order by 1, 2`
  const references = await sql`select conrelid::regclass::text as "table", confdeltype
    from pg_constraint where contype = 'f' and connamespace = ${schema}::regnamespace`
  return {
    columns: [...columns],
    indexes: [...indexes],
    references: references
      .map((row) => `${String(row['table']).replace(`${schema}.`, '')} ${row['confdeltype']}`)
      .toSorted(),
  }
}

test('the checked-in migration is the schema that better-auth makes', async () => {
  const planned = await plan('auth', false)
  expect(planned.toBeCreated).toEqual([])
  expect(planned.toBeAdded).toEqual([])
  expect(planned.toBeAddedIndexes).toEqual([])
  expect(planned.schemaProblems).toEqual([])

  const sql = postgres(database.url, { max: 1 })
  try {
    await sql`create schema fresh`
    await plan('fresh', true)
    const made = await shapeOf(sql, 'fresh')
    expect(made.columns.length).toBeGreaterThan(30)
    expect(await shapeOf(sql, 'auth')).toEqual(made)
  } finally {
    await sql.end()
  }
})
