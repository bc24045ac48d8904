import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'pg'
import type { App } from '#kernel/app.ts'
import { workerRole } from '#kernel/db.ts'
import { nudgeLanes, startLanes } from './lanes.ts'
import type { RunningLane } from './lanes.ts'
import { startProcessLife } from './processes.ts'
import type { ProcessLife } from './processes.ts'
import { startReaper } from './reaper.ts'
import { startTicks } from './ticks.ts'

export interface Worker {
  /** Lets running jobs end (5 s, then they are told to let go), returns what was fetched ahead. */
  stop(): Promise<void>
}

const letGoMs = 3_000

interface Session {
  life: ProcessLife
  pgPool: Pool
  lanes: RunningLane[]
  stopTicks: () => void
  stopReaper: () => void
  abort: AbortController
}

/**
 * Heartbeat, lanes, ticks and the reaper of this process. When the heartbeat's connection is lost, running
 * jobs are aborted, none is taken, and all starts anew with new pool ids when the database answers.
 */
export async function startWorker(
  app: App,
  options: { directUrl: string; version: string },
): Promise<Worker> {
  let session: Session | undefined
  let restarting: Promise<void> | undefined
  const stopping = new AbortController()

  async function open(): Promise<Session> {
    const abort = new AbortController()
    const life = await startProcessLife({
      ...options,
      roles: [...app.config.roles],
      log: app.log,
      onLost: () => lost(abort),
    })
    if (!app.config.roles.has('worker')) {
      return {
        life,
        pgPool: makePool(options.directUrl, app),
        lanes: [],
        stopTicks: nothing,
        stopReaper: nothing,
        abort,
      }
    }
    const pgPool = makePool(options.directUrl, app)
    let lanes: RunningLane[] = []
    try {
      lanes = await startLanes(app, pgPool, abort.signal, () => lost(abort))
      await life.setPools(lanes.map((lane) => lane.pool))
      abort.signal.throwIfAborted()
      return {
        life,
        pgPool,
        lanes,
        abort,
        stopTicks: startTicks(app),
        stopReaper: startReaper(app, life, pgPool),
      }
    } catch (error) {
      abort.abort(error)
      await close({ life, pgPool, lanes, abort, stopTicks: nothing, stopReaper: nothing }, app)
      await endLife(life, app)
      throw error
    }
  }

  function lost(abort: AbortController): void {
    if (stopping.signal.aborted || abort.signal.aborted) return
    app.log.warn('the connection that holds this process’s lock was lost: letting go of all jobs')
    abort.abort(new Error('The process lost its lock'))
    const old = session
    // While it is being opened, the opening itself fails and is tried again.
    if (!old) return
    session = undefined
    restarting ??= reopen(old).finally(() => {
      restarting = undefined
    })
  }

  async function reopen(old: Session): Promise<void> {
    await letGo(old, app)
    await endLife(old.life, app)
    for (let tryMs = 250; !stopping.signal.aborted; tryMs = Math.min(tryMs * 2, 5_000)) {
      try {
        session = await open()
        app.log.info('working again')
        return
      } catch (error) {
        app.log.debug({ err: error }, 'the database does not answer yet')
        await wait(tryMs, undefined, { signal: stopping.signal }).catch(nothing)
      }
    }
  }

  session = await open()
  const stopNudging = await nudgeLanes(app, () => session?.lanes ?? [])
  return {
    async stop() {
      stopping.abort()
      await stopNudging()
      await restarting
      if (!session) return
      await close(session, app)
      await session.life.end()
    },
  }
}

/**
 * A lane whose connections were cut may wait for ever for jobs that it cannot give back. What it still holds is
 * freed by the reaper, because no living process names its pool.
 */
async function letGo(old: Session, app: App): Promise<void> {
  const closed = close(old, app).catch((error: unknown) =>
    app.log.debug({ err: error }, 'closing the old lanes'),
  )
  await Promise.race([closed, wait(letGoMs)])
}

/** After a lane died alone the heartbeat still lives; its row must not stand for pools that are gone. */
async function endLife(life: ProcessLife, app: App): Promise<void> {
  await life.end().catch((error: unknown) => app.log.debug({ err: error }, 'the heartbeat ended already'))
}

async function close(session: Session, app: App): Promise<void> {
  session.stopTicks()
  session.stopReaper()
  await Promise.all(
    session.lanes.map((lane) => {
      lane.stopping = true
      return lane.runner
        .stop()
        .catch((error: unknown) => app.log.debug({ err: error }, 'a lane had stopped already'))
    }),
  )
  session.abort.abort(new Error('The process stops'))
  await session.pgPool.end()
}

/**
 * That a job was taken or is done need not be on disk at once: a crash of the database that forgets it makes the job run
 * again, as a crash of ours does, and never forgets less than what was written before it.
 */
const settings = `-c role=${workerRole} -c synchronous_commit=off`

function makePool(connectionString: string, app: App): Pool {
  const pool = new Pool({ connectionString, max: 16, options: settings, keepAlive: true })
  pool.on('error', (error) => app.log.debug({ err: error }, 'idle worker connection lost'))
  pool.on('connect', (client) =>
    client.on('error', (error) => app.log.debug({ err: error }, 'worker connection lost')),
  )
  return pool
}

function nothing(): void {}
