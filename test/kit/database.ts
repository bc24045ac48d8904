import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import postgres from 'postgres'
import { inject } from 'vitest'

export interface TestDatabase {
  /** As the owner `parley`, who is no superuser. */
  url: string
  superuserUrl: string
  /** Removes the database, also when connections are left open. */
  drop(): Promise<void>
}

const OBJECT_IN_USE = '55006'
const TRIES = 100

/**
 * A fresh, migrated database for one test file.
 *
 * @example
 * const database = await createTestDatabase()
 * afterAll(() => database.drop())
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const superuserUrl = inject('superuserUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  const template = inject('templateDatabase')
  await asSuperuser(superuserUrl, (sql) => clone(sql, name, template))
  return {
    url: withDatabase(inject('ownerUrl'), name),
    superuserUrl: withDatabase(superuserUrl, name),
    drop: () =>
      asSuperuser(superuserUrl, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`)),
  }
}

/** The last backend of a template may still be leaving; then the clone is refused for a moment. */
async function clone(sql: postgres.Sql, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sql.unsafe(`create database ${name} template ${template} owner parley strategy file_copy`)
      return
    } catch (error) {
      const inUse = error instanceof postgres.PostgresError && error.code === OBJECT_IN_USE
      if (!inUse || attempt === TRIES) throw error
      await wait(20)
    }
  }
}

async function asSuperuser(url: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}

/** The same server and login, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
