import postgres from 'postgres'
import { describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { until } from './until.ts'

async function ask(url: string, query: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1 })
  try {
    return await sql.unsafe(query)
  } finally {
    await sql.end()
  }
}

describe('createTestDatabase', () => {
  test('gives each caller a database of its own that an ordinary login owns', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
    try {
      await ask(one.url, 'create table only_here (id int)')
      await expect(ask(two.url, 'select * from only_here')).rejects.toMatchObject({ code: '42P01' })
      const facts = await ask(
        one.url,
        `select rolsuper, rolbypassrls, rolcreaterole, pg_get_userbyid(datdba) as owner, datcollate
         from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
      )
      expect(facts[0]).toEqual({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: true,
        owner: 'parley',
        datcollate: 'C.UTF-8',
      })
    } finally {
      await Promise.all([one.drop(), two.drop()])
    }
  })

  test('drop removes the database under an open connection', async () => {
    const database: TestDatabase = await createTestDatabase()
    const open = postgres(database.url, { max: 1, onclose: () => undefined })
    await open`select 1`
    await database.drop()
    await expect(ask(database.url, 'select 1')).rejects.toMatchObject({ code: '3D000' })
    await open.end({ timeout: 0 })
  })
})

describe('until', () => {
  test('answers the first truthy value', async () => {
    let calls = 0
    expect(await until(() => ++calls > 2 && calls)).toBe(3)
  })

  test('tells what was waited for and the last error', async () => {
    const failing = () => Promise.reject(new Error('still closed'))
    await expect(until(failing, { timeoutMs: 40, what: 'the door' })).rejects.toThrow(
      'Waited 40 ms for the door: still closed',
    )
  })
})
