import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { App } from './app.ts'

const batch = 2_000

/**
 * Deletes rows of a table in small transactions until none is left that the condition names, so that no lock
 * and no dead row lives long. For retention jobs, as the system.
 *
 * @returns how many went.
 */
export async function deleteOld(
  app: App,
  table: string,
  condition: RawBuilder<unknown>,
  signal: AbortSignal,
): Promise<number> {
  let gone = 0
  while (!signal.aborted) {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where ${condition} limit ${batch}))`.execute(app.systemDb)
    const count = Number(numAffectedRows ?? 0n)
    gone += count
    if (count < batch) return gone
  }
  return gone
}
