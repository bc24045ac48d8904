import { z } from 'zod'

const instant = z.iso.datetime()

/** A job that used up its tries. It does not run again until a person says so. */
export const failedJobView = z.object({
  /** A bigint, as text. */
  id: z.string(),
  task: z.string(),
  error: z.string(),
  attempts: z.number().int(),
  createdAt: instant,
  failedAt: instant,
})
export type FailedJobView = z.infer<typeof failedJobView>

export const lagView = z.object({
  task: z.string(),
  /** null: a task that this version of the program does not know. */
  lane: z.enum(['ingest', 'effect', 'tell', 'ordinary', 'fetch', 'slow']).nullable(),
  /** Due and not yet taken, over all organisations; 1000 means 1000 or more. */
  waiting: z.number().int(),
  oldestSeconds: z.number(),
})
export type LagView = z.infer<typeof lagView>

export const processView = z.object({
  id: z.uuid(),
  roles: z.array(z.string()),
  version: z.string(),
  startedAt: instant,
  silentSeconds: z.number(),
  alive: z.boolean(),
})

/** A change whose events and jobs could not be passed on. The change itself stands. */
export const setAsideView = z.object({
  id: z.string(),
  reason: z.string(),
  events: z.array(z.string()),
  jobs: z.array(z.string()),
  at: instant,
  setAsideAt: instant,
})

/** What helps the database; all goes on without it. */
export const besideView = z.object({
  /** null: REDIS_URL is not set. */
  redis: z.object({ answers: z.boolean(), waiting: z.number().int(), running: z.number().int() }).nullable(),
  /** null: DATABASE_REPLICA_URL is not set. */
  replica: z.object({ keepsUp: z.boolean() }).nullable(),
  /** Reads of the process that answers since its start, by kind of data and by what answered them. */
  cache: z.array(
    z.object({
      kind: z.string(),
      memory: z.number().int(),
      redis: z.number().int(),
      source: z.number().int(),
    }),
  ),
})

export const backgroundView = z.object({
  /** False: a process is silent, work waits for a minute or longer, or something was set aside. */
  ok: z.boolean(),
  processes: z.array(processView),
  lag: z.array(lagView),
  setAside: z.array(setAsideView),
  beside: besideView,
})
export type BackgroundView = z.infer<typeof backgroundView>

export const jobIdParams = z.object({ id: z.string().regex(/^\d{1,18}$/, 'A number.') })
