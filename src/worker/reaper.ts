import type { Pool } from 'pg'
import type { App } from '#kernel/app.ts'
import type { ProcessLife } from './processes.ts'
import { buryAfterMs } from './processes.ts'

const lookEveryMs = 5_000

/** Frees the jobs of dead processes, and jobs that no known process holds. */
export function startReaper(app: App, life: ProcessLife, pgPool: Pool): () => void {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    look(app, life, pgPool)
      .catch((error: unknown) => app.log.debug({ err: error }, 'could not look for dead processes'))
      .finally(() => {
        busy = false
      })
  }, lookEveryMs)
  return () => clearInterval(timer)
}

async function look(app: App, life: ProcessLife, pgPool: Pool): Promise<void> {
  await life.reap(async (dead) => {
    app.log.warn({ process: dead.id }, 'a process died: its jobs run again')
    await unlock(pgPool, dead.pools)
  })
  const known = await life.knownPools()
  // Locked before the first heartbeat told of the pool, or the row is gone: nobody will finish these.
  const { rows } = await pgPool.query<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker._private_jobs
     where locked_by is not null and locked_by <> all ($1::text[])
       and locked_at < now() - make_interval(secs => $2)`,
    [known, buryAfterMs / 1000],
  )
  if (rows.length > 0)
    await unlock(
      pgPool,
      rows.map((row) => row.locked_by),
    )
}

async function unlock(pgPool: Pool, pools: string[]): Promise<void> {
  if (pools.length > 0) await pgPool.query('select graphile_worker.force_unlock_workers($1::text[])', [pools])
}
