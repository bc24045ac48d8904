import { hostname } from 'node:os'
import postgres from 'postgres'
import { systemRole } from '#kernel/db.ts'
import { newId } from '#kernel/ids.ts'
import type { Logger } from '#kernel/log.ts'

export const beatEveryMs = 3_000
/** Its row stays this long, so that the dead process shows in `/healthz?deep=1` before others take its jobs. */
export const buryAfterMs = 30_000
const lockClass = 7_270

/**
 * This process's heartbeat and lock, both on one direct connection. The heart may stand still while the
 * process is busy; the lock may be lost while it lives. Only both together mean that it is dead.
 */
export interface ProcessLife {
  id: string
  /** The worker pools whose jobs are ours. */
  setPools(pools: string[]): Promise<void>
  /** Processes that are dead in both senses; `bury` runs while their lock is held, then their row goes. */
  reap(bury: (dead: { id: string; pools: string[] }) => Promise<void>): Promise<number>
  /** All pools of living rows, to find jobs that nobody owns. */
  knownPools(): Promise<string[]>
  end(): Promise<void>
}

export async function startProcessLife(options: {
  directUrl: string
  roles: string[]
  version: string
  log: Logger
  /** The connection is gone, and with it the lock: others may take our jobs from now on. */
  onLost: () => void
}): Promise<ProcessLife> {
  const id = newId()
  let ended = false
  const sql = postgres(options.directUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    keep_alive: 10,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: {
      role: systemRole,
      tcp_keepalives_idle: 10,
      tcp_keepalives_interval: 5,
      tcp_keepalives_count: 3,
    },
    onclose: () => lost(),
  })

  function lost(): void {
    if (ended) return
    ended = true
    clearInterval(timer.current)
    options.onLost()
    sql
      .end({ timeout: 0 })
      .catch((error: unknown) => options.log.debug({ err: error }, 'closing a lost connection'))
  }

  const timer: { current?: NodeJS.Timeout } = {}
  try {
    await sql`select pg_advisory_lock(${lockClass}, hashtext(${id}))`
    await sql`insert into processes (id, host, pid, roles, version)
      values (${id}, ${hostname()}, ${process.pid}, ${options.roles}, ${options.version})`
  } catch (error) {
    ended = true
    await sql.end({ timeout: 0 })
    throw error
  }
  let beating = false
  timer.current = setInterval(() => {
    if (beating) return
    beating = true
    sql`update processes set beat_at = now() where id = ${id}`
      .then((result) => {
        // Somebody buried us (a long stall): our jobs run elsewhere, so we start anew.
        if (result.count === 0) lost()
      })
      .catch((error: unknown) => {
        options.log.warn({ err: error }, 'heartbeat failed')
        lost()
      })
      .finally(() => {
        beating = false
      })
  }, beatEveryMs)

  return {
    id,
    async setPools(pools) {
      await sql`update processes set pools = ${pools} where id = ${id}`
    },
    async reap(bury) {
      const silent = await sql<Array<{ id: string; pools: string[] }>>`
        select id, pools from processes
        where id <> ${id} and beat_at < now() - make_interval(secs => ${buryAfterMs / 1000})`
      let buried = 0
      for (const dead of silent) {
        const [lock] = await sql`select pg_try_advisory_lock(${lockClass}, hashtext(${dead.id})) as got`
        if (!lock?.['got']) continue
        await bury({ id: dead.id, pools: dead.pools })
        await sql`delete from processes where id = ${dead.id}`
        await sql`select pg_advisory_unlock(${lockClass}, hashtext(${dead.id}))`
        buried += 1
      }
      return buried
    },
    async knownPools() {
      const rows = await sql<Array<{ pool: string }>>`select unnest(pools) as pool from processes`
      return rows.map((row) => row.pool)
    },
    async end() {
      if (ended) return
      ended = true
      clearInterval(timer.current)
      await sql`delete from processes where id = ${id}`
      await sql.end({ timeout: 2 })
    },
  }
}
