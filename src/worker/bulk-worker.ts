import { setTimeout as wait } from 'node:timers/promises'
import type { Job as BullJob } from 'bullmq'
import { z } from 'zod'
import type { AnyJob, Job } from '#contracts/job.ts'
import type { App } from '#kernel/app.ts'
import { bulkPrefix, bulkQueueName } from '#kernel/bulk-queue.ts'
import type { BulkPayload } from '#kernel/bulk-queue.ts'
import { errorText } from '#kernel/errors.ts'
import { inTransaction, makeCtx } from '#kernel/ctx.ts'
import { enqueue } from '#kernel/outbox.ts'
import { runJob, timed } from './run-job.ts'

const atOnce = 8
const letGoMs = 5_000
const goodbyeMs = 1_000
/** So long until a job that failed here is tried by Graphile. */
const againMs = 3_000

const payloadSchema = z.object({ orgId: z.uuid(), data: z.unknown() })

export interface BulkWorker {
  /** Lets running jobs end for five seconds, then tells them to let go. */
  stop(): Promise<void>
}

/**
 * Runs the bulk jobs that relays put into Redis. One that fails goes back to Postgres, where it is tried again, counted,
 * and shown when it used up its tries. One that is lost with its Redis is still due in Postgres.
 */
export async function startBulkWorker(
  app: App,
  times: { lockMs?: number; stalledMs?: number } = {},
): Promise<BulkWorker | undefined> {
  const { redis } = app
  if (!redis) return undefined
  const { Worker } = await import('bullmq')
  const stopping = new AbortController()
  // BullMQ waits on its connections for as long as it takes.
  const connection = redis.connect({ maxRetriesPerRequest: null })
  const running = new Set<Promise<void>>()
  const take = async (one: BullJob<BulkPayload>): Promise<void> => {
    const done = work(app, one, stopping.signal)
    running.add(done)
    await done.finally(() => running.delete(done))
  }
  const worker = new Worker<BulkPayload>(bulkQueueName, take, {
    connection,
    prefix: bulkPrefix(redis),
    concurrency: atOnce,
    lockDuration: times.lockMs ?? 30_000,
    stalledInterval: times.stalledMs ?? 15_000,
    runRetryDelay: 1_000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  })
  worker.on('error', (error) => app.log.trace({ reason: errorText(error) }, 'BullMQ'))
  worker.on('stalled', (id) => app.log.warn({ id }, 'a bulk job was left behind by a dead process'))
  return {
    async stop() {
      const closed = worker.close().catch((error: unknown) => app.log.debug({ err: error }, 'closing BullMQ'))
      await Promise.race([Promise.allSettled(running), wait(letGoMs)])
      stopping.abort(new Error('The process stops'))
      // Without Redis it would wait for an answer for ever.
      await Promise.race([closed, wait(goodbyeMs)])
      const forced = worker
        .close(true)
        .catch((error: unknown) => app.log.debug({ err: error }, 'closing BullMQ'))
      await Promise.race([forced, wait(goodbyeMs)])
      connection.disconnect()
    },
  }
}

const isTenantJob = (job: AnyJob): job is Job => 'payload' in job && !('system' in job)

async function work(app: App, one: BullJob<BulkPayload>, signal: AbortSignal): Promise<void> {
  const job = app.jobs.get(one.name)
  if (!job || !isTenantJob(job)) throw new Error(`${one.name} is no bulk job of this version`)
  const payload = payloadSchema.parse(one.data)
  try {
    await timed(app, job, () =>
      runJob(app, job, payload, { id: one.id ?? '', attempt: one.attemptsMade + 1, signal }),
    )
  } catch (error) {
    app.log.warn({ err: error, job: job.name, jobId: one.id }, 'job failed, going back to Postgres')
    await handBack(app, job, payload)
  }
}

/** Marked, so that it is run from there and not relayed again. */
async function handBack(app: App, job: Job, { orgId, data }: BulkPayload): Promise<void> {
  const runAt = new Date(Date.now() + againMs)
  await inTransaction(makeCtx(app, { orgId }), async (tx) =>
    enqueue(tx, job, job.payload.parse(data), { runAt, direct: true }),
  )
}
