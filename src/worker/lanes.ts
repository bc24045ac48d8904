import { EventEmitter } from 'node:events'
import { Logger as GraphileLogger, run } from 'graphile-worker'
import type { Runner, WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import { z } from 'zod'
import { lanes } from '#contracts/job.ts'
import type { Lane } from '#contracts/job.ts'
import type { App } from '#kernel/app.ts'
import { laneSchema } from '#kernel/lane-views.ts'
import { lanePriority } from '#kernel/outbox.ts'
import { taskOf } from './run-job.ts'

/**
 * Lanes whose jobs may be repeated fetch ahead and complete in batches; `effect` and `tell` do neither, because each
 * of its jobs must be seen as taken and as done on its own.
 */
const settings: Record<Lane, { concurrentJobs: number; localQueue?: number }> = {
  ingest: { concurrentJobs: 12, localQueue: 100 },
  effect: { concurrentJobs: 12 },
  tell: { concurrentJobs: 8 },
  ordinary: { concurrentJobs: 8, localQueue: 400 },
  fetch: { concurrentJobs: 8, localQueue: 16 },
  slow: { concurrentJobs: 2 },
}

export interface RunningLane {
  runner: Runner
  lane: Lane
  pool: string
  /** Set before it is stopped on purpose. */
  stopping: boolean
  /** So many jobs of this lane were added. */
  nudge(count: number): void
}

/**
 * Starts every lane that has jobs. A lane that loses the database in the middle of a job's end stops by itself and
 * for good: `onDead` tells of it.
 *
 * `pool` is what Graphile writes into `locked_by` of the lane's jobs.
 */
export async function startLanes(
  app: App,
  pgPool: Pool,
  signal: AbortSignal,
  onDead: () => void,
): Promise<RunningLane[]> {
  const wanted = lanes.filter((lane) => [...app.jobs.values()].some((job) => job.lane === lane))
  return Promise.all(wanted.map((lane) => startLane(app, lane, pgPool, signal, onDead)))
}

async function startLane(
  app: App,
  lane: Lane,
  pgPool: Pool,
  signal: AbortSignal,
  onDead: () => void,
): Promise<RunningLane> {
  const events: WorkerEvents = new EventEmitter()
  let pool = ''
  let look = (_count: number): void => undefined
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool.id
    look = workerPool.nudge.bind(workerPool)
    // Graphile's own notice does not say for whom it is, and every lane would look at every job's.
    workerPool.nudge = () => undefined
  })
  const jobs = [...app.jobs.values()].filter((job) => job.lane === lane)
  const { concurrentJobs, localQueue } = settings[lane]
  const runner = await run({
    pgPool,
    schema: laneSchema(lane),
    events,
    taskList: Object.fromEntries(jobs.map((job) => [job.name, taskOf(app, job, signal)])),
    parsedCronItems: [],
    noHandleSignals: true,
    logger: graphileLogger(app, lane),
    preset: {
      worker: {
        concurrentJobs,
        pollInterval: 1_000,
        gracefulShutdownAbortTimeout: 5_000,
        ...(localQueue
          ? { localQueue: { size: localQueue }, completeJobBatchDelay: 15, failJobBatchDelay: 0 }
          : {}),
      },
    },
  })
  let isOver = false
  const running: RunningLane = {
    runner,
    lane,
    pool,
    stopping: false,
    nudge: (count) => {
      if (!isOver && !running.stopping) look(count)
    },
  }
  const ended = (error?: unknown) => {
    isOver = true
    if (running.stopping) return
    app.log.warn({ err: error, lane }, 'a lane stopped by itself')
    onDead()
  }
  runner.promise.then(() => ended(), ended)
  return running
}

/** What the door to Graphile's `add_jobs` tells: how many jobs of which priority it was given. */
const news = z.record(z.string(), z.number())

/** Wakes the lanes that jobs were added to. A notice that is lost is made good by each lane's own look, once a second. */
export async function nudgeLanes(
  app: App,
  running: () => readonly RunningLane[],
): Promise<() => Promise<void>> {
  const listening = await app.pools.listen(
    'jobs',
    (payload) => {
      const counts = news.parse(JSON.parse(payload))
      for (const one of running()) {
        const count = counts[lanePriority[one.lane]]
        if (count) one.nudge(count)
      }
    },
    () => undefined,
  )
  return () => listening.unlisten()
}

function graphileLogger(app: App, lane: Lane) {
  return new GraphileLogger(() => (level, message, meta) => {
    if (level === 'error') app.log.warn({ lane, meta }, message)
    else app.log.trace({ lane }, message)
  })
}
