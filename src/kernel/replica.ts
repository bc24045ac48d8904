import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Ctx } from './app.ts'
import type { Database } from './db.ts'
import { errorText, isPassingError } from './errors.ts'
import type { Logger } from './log.ts'
import type { Telemetry } from './telemetry.ts'

/** A copy of the database that may be a little behind, for reads that are dear. */
export interface Replica {
  /** It answers, and is not too far behind. Looked at anew every few seconds. */
  isFit(): Promise<boolean>
  tenant(orgId: string): Kysely<Database>
  /** It failed somebody: not to be asked until it was looked at again. */
  failed(error: unknown): void
}

const usualLookMs = 3_000
const lookWaitMs = 1_000
/** Processes beat in the database every three seconds, so one that keeps up is never further behind. */
const usualLagSeconds = 15
/** Shows no rows; it is only asked how it is. */
const nobody = '00000000-0000-0000-0000-000000000000'

export function makeReplica(options: {
  tenant: (orgId: string) => Kysely<Database>
  log: Logger
  telemetry: Telemetry
  mostLagSeconds?: number
  lookEveryMs?: number
}): Replica {
  const { log, tenant, mostLagSeconds = usualLagSeconds, lookEveryMs = usualLookMs } = options
  const up = options.telemetry.gauge('replica_up', 'Whether figures are read from the replica')
  let wasFit: boolean | undefined
  let lookedAt = -Infinity
  let looking: Promise<void> | undefined

  function settle(isFit: boolean, reason = ''): void {
    lookedAt = performance.now()
    up.set(isFit ? 1 : 0)
    if (isFit === wasFit) return
    if (!isFit) log.warn({ reason }, 'the replica is left aside: figures are read from the primary')
    else if (wasFit === false) log.info('figures are read from the replica again')
    wasFit = isFit
  }

  async function look(): Promise<void> {
    try {
      const lag = await withDeadline(readLag(tenant(nobody)))
      if (lag <= mostLagSeconds) settle(true)
      else settle(false, `it is ${lag} seconds behind`)
    } catch (error) {
      settle(false, errorText(error))
    }
  }

  return {
    tenant,
    async isFit() {
      if (performance.now() - lookedAt > lookEveryMs) {
        looking ??= look().finally(() => {
          looking = undefined
        })
        await looking
      }
      return wasFit === true
    },
    failed: (error) => settle(false, errorText(error)),
  }
}

/** Seconds; a standby that has replayed nothing yet is behind by nobody knows how much. */
async function readLag(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ lag: number | null }>`
    select case when pg_is_in_recovery()
      then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 else 0 end as lag`.execute(
    db,
  )
  return rows[0]?.lag ?? Infinity
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('it does not answer')), lookWaitMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Runs reads on the replica, where there is one that is fit, else on the primary; what fails for want of the replica
 * runs again on the primary. Only for reads of what may be a few seconds old.
 */
export async function fromReplica<T>(ctx: Ctx, read: (reader: Ctx) => Promise<T>): Promise<T> {
  const { replica } = ctx.app
  if (!replica || ctx.outbox || !(await replica.isFit())) return read(ctx)
  try {
    return await read({ ...ctx, db: replica.tenant(ctx.orgId) })
  } catch (error) {
    if (!isPassingError(error)) throw error
    replica.failed(error)
    return read(ctx)
  }
}
