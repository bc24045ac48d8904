import { createHash } from 'node:crypto'
import type { Queue } from 'bullmq'
import type { AnyJob } from '#contracts/job.ts'
import type { Redis } from './redis.ts'

export const bulkQueueName = 'bulk'
export const bulkPrefix = (redis: Redis): string => `${redis.prefix}jobs`

/** What a relay hands over: the payload as Graphile has it. */
export interface BulkPayload {
  orgId: string
  data: unknown
}

/** Passes jobs on to BullMQ. */
export interface BulkQueue {
  /**
   * One of the same job and key is enough: while it waits or runs, another adds nothing.
   *
   * @returns false: Redis does not answer, or did not say that it has it. The job is then to be run where it is.
   */
  add(job: AnyJob, payload: BulkPayload): Promise<boolean>
  /** Jobs by state; undefined: Redis does not answer. */
  counts(): Promise<Record<string, number> | undefined>
  close(): Promise<void>
}

export function makeBulkQueue(redis: Redis): BulkQueue {
  let opened: Promise<Queue> | undefined

  async function withQueue<T>(use: (queue: Queue) => Promise<T>): Promise<T | undefined> {
    const answer = await redis.quick(async (client) => {
      opened ??= open(redis, client)
      return use(await opened)
    })
    // A queue that was opened while Redis went away stays broken; the next one is new.
    if (!answer) opened = undefined
    return answer?.value
  }

  return {
    add: async (job, payload) =>
      (await withQueue((queue) => queue.add(job.name, payload, { jobId: jobIdOf(job, payload) }))) !==
      undefined,
    counts: () => withQueue((queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
    async close() {
      const queue = await opened?.catch(() => undefined)
      await queue?.close()
    },
  }
}

type Client = Parameters<Parameters<Redis['quick']>[0]>[0]

async function open(redis: Redis, client: Client): Promise<Queue> {
  const { Queue: Opened } = await import('bullmq')
  const queue = new Opened(bulkQueueName, {
    connection: client,
    prefix: bulkPrefix(redis),
    skipWaitingForReady: true,
    defaultJobOptions: {
      // Its id is free again when it is over. Only handing back to Postgres is tried more than once.
      removeOnComplete: true,
      removeOnFail: true,
      attempts: 5,
      backoff: { type: 'exponential', delay: 1_000 },
    },
  })
  // The command that failed tells of it.
  queue.on('error', () => undefined)
  await queue.waitUntilReady()
  return queue
}

/** BullMQ's ids may not hold a colon. */
function jobIdOf(job: AnyJob, { orgId, data }: BulkPayload): string {
  const key = 'key' in job && job.key ? job.key(job.payload.parse(data)) : JSON.stringify(data)
  return createHash('sha256').update(`${job.name} ${orgId} ${key}`).digest('base64url')
}
