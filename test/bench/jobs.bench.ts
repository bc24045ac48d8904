import { EventEmitter, once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { run, Logger, type Task, type WorkerEvents } from 'graphile-worker'
import { Pool } from 'pg'
import type postgres from 'postgres'
import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { workerRole } from '#kernel/db.ts'
import { newId } from '#kernel/ids.ts'
import { startLanes } from '../../src/worker/lanes.ts'
import { defineBench, median, ratioAtLeast } from './bench.ts'
import { openApp } from './kit/open-app.ts'

const name = 'bench/nothing'

/** Jobs that do nothing: what our envelope, contexts and metrics cost over bare Graphile at its fastest. */
export const bench = defineBench({
  name: 'jobs',
  unit: 'jobs/s',
  async run(env) {
    const database = await env.database()
    const { app } = await openApp(env, database)
    const pool = new Pool({ connectionString: database.url, max: 16, options: `-c role=${workerRole}` })
    pool.on('error', (error) => env.tell(error.message))
    pool.on('connect', (client) => client.on('error', (error) => env.tell(error.message)))
    env.onEnd(() => pool.end())
    const sql = env.sql(database.superuserUrl)
    const count = env.quick ? 2_000 : 10_000
    const seen = { ours: [] as number[], bare: [] as number[] }
    for (let round = 0; round < (env.quick ? 1 : 5); round++) {
      seen.bare.push(await drain(sql, count, (onJob) => startBare(pool, onJob)))
      seen.ours.push(
        await drain(sql, count, async (onJob) => {
          const job = defineJob({
            name,
            lane: 'ordinary',
            payload: z.object({ n: z.number() }),
            run: async () => onJob(),
          })
          const signal = new AbortController().signal
          const [lane] = await startLanes(
            { ...app, jobs: new Map([[name, job]]) },
            pool,
            signal,
            () => undefined,
          )
          return () => lane?.runner.stop()
        }),
      )
      env.tell(
        `round ${round + 1}: bare ${Math.round(seen.bare.at(-1) ?? 0)}, ours ${Math.round(seen.ours.at(-1) ?? 0)} jobs/s`,
      )
    }
    return [
      ratioAtLeast(
        'ordinary jobs, against bare Graphile',
        median(seen.ours),
        'jobs/s',
        median(seen.bare),
        0.6,
      ),
    ]
  },
})

type Start = (onJob: () => void) => Promise<() => unknown>

/** Jobs per second from the start of the runner until the last one is gone from the table. */
async function drain(sql: postgres.Sql, count: number, start: Start): Promise<number> {
  const payload = JSON.stringify({ orgId: newId(), data: { n: 1 } })
  await sql`select graphile_worker.add_jobs(array(select json_populate_record(null::graphile_worker.job_spec,
    json_build_object('identifier', ${name}::text, 'payload', ${payload}::text::json)) from generate_series(1, ${count}::int)))`
  await sql`vacuum analyze graphile_worker._private_jobs`
  const done = new EventEmitter()
  const allDone = once(done, 'all')
  let left = count
  const startedAt = performance.now()
  const stop = await start(() => {
    if (--left === 0) done.emit('all')
  })
  await allDone
  while (await hasJobs(sql)) await wait(1)
  const seconds = (performance.now() - startedAt) / 1000
  await stop()
  return count / seconds
}

async function hasJobs(sql: postgres.Sql): Promise<boolean> {
  const rows = await sql`select exists (select from graphile_worker._private_jobs) as there`
  return rows[0]?.['there'] === true
}

async function startBare(pgPool: Pool, onJob: () => void): Promise<() => unknown> {
  const task: Task = async () => onJob()
  const events: WorkerEvents = new EventEmitter()
  const runner = await run({
    pgPool,
    events,
    taskList: { [name]: task },
    parsedCronItems: [],
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    preset: {
      worker: {
        concurrentJobs: 24,
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  })
  return () => runner.stop()
}
