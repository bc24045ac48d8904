import { setTimeout as wait } from 'node:timers/promises'
import type { BenchDatabase, BenchEnv } from '../env.ts'

/** Milliseconds of each run, one after the other, after some that warm caches and plans. */
export async function sample(
  work: () => Promise<unknown>,
  options: { warm: number; runs: number },
): Promise<number[]> {
  const times: number[] = []
  for (let n = -options.warm; n < options.runs; n++) {
    const startedAt = performance.now()
    await work()
    if (n >= 0) times.push(performance.now() - startedAt)
  }
  return times
}

/** How often a table was read from end to end while `work` ran. */
export async function countSequentialScans(
  env: BenchEnv,
  database: BenchDatabase,
  tables: string[],
  work: () => Promise<unknown>,
): Promise<number> {
  const sql = env.sql(database.superuserUrl)
  const read = async () => {
    // A session tells of its scans up to a second late.
    await wait(2_000)
    const rows =
      await sql`select sum(seq_scan)::int as n from pg_stat_user_tables where relname = any(${tables})`
    return Number(rows[0]?.['n'])
  }
  const before = await read()
  await work()
  return (await read()) - before
}
