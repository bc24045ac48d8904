import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { App } from './app.ts'
import { errorText } from './errors.ts'
import { newId } from './ids.ts'

const leaseMs = 15_000
const renewMs = 5_000
const lookMs = 2_000

/**
 * Runs `work` in one process at a time: under a lease row, renewed while it runs. The signal that it gets ends with
 * the given one, or when the lease is lost; what it does must be safe to repeat, for a paused process learns late.
 * Work that ends or throws begins anew, after a pause. Resolves when `signal` ends.
 *
 * @example await asLeader(app, 'bots/telegram', signal, (signal) => poll(signal))
 */
export async function asLeader(
  app: Pick<App, 'systemDb' | 'log'>,
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const owner = newId()
  while (!signal.aborted) {
    if (await takeLease(app, name, owner).catch(() => false)) {
      await lead(app, name, owner, signal, work)
      await giveBack(app, name, owner)
    }
    await pause(lookMs, signal)
  }
}

async function lead(
  app: Pick<App, 'systemDb' | 'log'>,
  name: string,
  owner: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lost = new AbortController()
  const ends = AbortSignal.any([signal, lost.signal])
  const done = new AbortController()
  const keeping = keepLease(app, name, owner, AbortSignal.any([ends, done.signal])).then((kept) => {
    if (!kept) lost.abort()
  })
  try {
    await work(ends)
  } catch (error) {
    if (!ends.aborted) app.log.warn({ reason: errorText(error), name }, 'work of one process stopped, will go on')
  } finally {
    done.abort()
    await keeping
  }
}

/** False: the lease is lost. */
async function keepLease(
  app: Pick<App, 'systemDb' | 'log'>,
  name: string,
  owner: string,
  signal: AbortSignal,
): Promise<boolean> {
  let renewedAt = performance.now()
  while (!signal.aborted) {
    await pause(renewMs, signal)
    if (signal.aborted) return true
    try {
      if (!(await takeLease(app, name, owner))) return false
      renewedAt = performance.now()
    } catch (error) {
      app.log.debug({ reason: errorText(error), name }, 'lease not renewed')
      if (performance.now() - renewedAt > leaseMs - renewMs) return false
    }
  }
  return true
}

async function takeLease(app: Pick<App, 'systemDb'>, name: string, owner: string): Promise<boolean> {
  const until = sql`now() + make_interval(secs => ${leaseMs / 1000})`
  const { rows } = await sql`
    insert into leaders as l (name, owner, lease_until) values (${name}, ${owner}, ${until})
    on conflict (name) do update set owner = excluded.owner, lease_until = excluded.lease_until
      where l.owner = excluded.owner or l.lease_until < now()
    returning name`.execute(app.systemDb)
  return rows.length > 0
}

async function giveBack(app: Pick<App, 'systemDb' | 'log'>, name: string, owner: string): Promise<void> {
  await sql`delete from leaders where name = ${name} and owner = ${owner}`
    .execute(app.systemDb)
    .catch((error: unknown) => app.log.debug({ reason: errorText(error), name }, 'lease not given back'))
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined)
