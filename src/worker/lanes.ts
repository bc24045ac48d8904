import { EventEmitter } from 'node:events'
import { Logger as GraphileLogger, run } from 'graphile-worker'
import type { Runner, WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import { lanes } from '#contracts/job.ts'
import type { Lane } from '#contracts/job.ts'
import type { App } from '#kernel/app.ts'
import { taskOf } from './run-job.ts'

/**
 * Lanes whose jobs may be repeated fetch ahead and complete in batches; `effect` does neither, because each
 * of its jobs must be seen as taken and as done on its own.
 */
const settings: Record<Lane, { concurrentJobs: number; localQueue?: number }> = {
  ingest: { concurrentJobs: 12, localQueue: 100 },
  effect: { concurrentJobs: 12 },
  ordinary: { concurrentJobs: 8, localQueue: 400 },
  slow: { concurrentJobs: 2 },
}

export interface RunningLane {
  runner: Runner
  pool: string
  /** Set before it is stopped on purpose. */
  stopping: boolean
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
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool.id
  })
  const jobs = [...app.jobs.values()].filter((job) => job.lane === lane)
  const { concurrentJobs, localQueue } = settings[lane]
  const runner = await run({
    pgPool,
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
          ? { localQueue: { size: localQueue }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
          : {}),
      },
    },
  })
  const running: RunningLane = { runner, pool, stopping: false }
  const ended = (error?: unknown) => {
    if (running.stopping) return
    app.log.warn({ err: error, lane }, 'a lane stopped by itself')
    onDead()
  }
  runner.promise.then(() => ended(), ended)
  return running
}

function graphileLogger(app: App, lane: Lane) {
  return new GraphileLogger(() => (level, message, meta) => {
    if (level === 'error') app.log.warn({ lane, meta }, message)
    else app.log.trace({ lane }, message)
  })
}
