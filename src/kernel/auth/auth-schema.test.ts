import { getMigrations } from 'better-auth/db/migration'
import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { createTestDatabase } from '#test/kit/database.ts'
import { makeLog } from '../log.ts'
import { authOptions } from './better-auth.ts'
import type { AuthDatabase } from './tables.ts'

test('the checked-in migration is the schema that better-auth wants', async () => {
  const database = await createTestDatabase()
  const sql = postgres(database.url, { max: 1, connection: { search_path: 'auth' } })
  const db = new Kysely<AuthDatabase>({ dialect: new PostgresJSDialect({ postgres: sql }) })
  try {
    const plan = await getMigrations(
      authOptions({
        db,
        secret: 'a secret for tests that is long enough',
        publicUrl: 'http://localhost',
        log: makeLog({ level: 'silent' }),
        sendLink: () => undefined,
        sendReset: () => undefined,
      }),
    )
    expect(plan.toBeCreated).toEqual([])
    expect(plan.toBeAdded).toEqual([])
    expect(plan.toBeAddedIndexes).toEqual([])
    expect(plan.schemaProblems).toEqual([])
  } finally {
    await db.destroy()
    await sql.end()
    await database.drop()
  }
})
