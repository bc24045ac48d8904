import type { Task } from 'graphile-worker'
import { z } from 'zod'
import type { LoggedEvent } from '#contracts/event.ts'
import type { AnyJob, EventJob, EventsJob, JobRun } from '#contracts/job.ts'
import type { App, Ctx } from '#kernel/app.ts'
import { must } from '#kernel/assert.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { isPassingError } from '#kernel/errors.ts'

const loggedEvent = z.custom<LoggedEvent>((value) => typeof value === 'object' && value !== null)
const envelope = z.object({
  orgId: z.uuid().nullable(),
  data: z.unknown().optional(),
  event: loggedEvent.optional(),
  events: z.array(loggedEvent).min(1).optional(),
  direct: z.literal(true).optional(),
})

/** A Graphile task of one of our jobs: parses the payload, makes the context, times and logs the run. */
export function taskOf(app: App, job: AnyJob, signal: AbortSignal): Task {
  return async (payload, helpers) => {
    if (await wasRelayed(app, job, payload)) return
    const { id, attempts, max_attempts: max } = helpers.job
    try {
      await timed(app, job, () => runJob(app, job, payload, { id, attempt: attempts, signal }))
    } catch (error) {
      const level = attempts >= max ? 'error' : 'warn'
      app.log[level]({ err: error, job: job.name, jobId: id, attempt: attempts, max }, 'job failed')
      throw error
    }
  }
}

/** Hands a bulk job over to BullMQ. What Redis did not take runs here. */
async function wasRelayed(app: App, job: AnyJob, payload: unknown): Promise<boolean> {
  if (!app.bulk || !('bulk' in job) || !job.bulk) return false
  const { orgId, data, direct } = envelope.parse(payload)
  if (direct || !orgId) return false
  if (await app.bulk.add(job, { orgId, data })) return true
  app.log.info({ job: job.name }, 'Redis did not take a bulk job: it runs from Postgres')
  return false
}

export async function timed(app: App, job: AnyJob, run: () => Promise<void>): Promise<void> {
  const seconds = app.telemetry.histogram(
    'job_seconds',
    'Time to run a job',
    ['job', 'outcome'],
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  )
  const startedAt = performance.now()
  const observe = (outcome: string) =>
    seconds.observe({ job: job.name, outcome }, (performance.now() - startedAt) / 1000)
  try {
    await run()
    observe('done')
  } catch (error) {
    observe('failed')
    throw error
  }
}

export async function runJob(app: App, job: AnyJob, payload: unknown, run: JobRun): Promise<void> {
  const { orgId, data, event, events } = envelope.parse(payload)
  if ('system' in job) return job.run(app, job.payload.parse(data), run)
  if (!orgId) throw new Error(`${job.name} belongs to an organisation, and its payload names none`)
  const log = app.log.child({ job: job.name, jobId: run.id })
  if ('on' in job) {
    const all = must(events ?? (event && [event]), 'events of the job')
    return runEventJob(app, job, all, run, log)
  }
  return job.run(makeCtx(app, { orgId, requestId: `job-${run.id}`, log }), job.payload.parse(data), run)
}

/** Works off events of one organisation: one after the other, or together where the job takes them so. */
export async function runEventJob(
  app: App,
  job: EventJob | EventsJob,
  events: readonly LoggedEvent[],
  run: JobRun,
  log = app.log,
): Promise<void> {
  const ctxOf = ({ orgId, requestId }: LoggedEvent) => makeCtx(app, { orgId, requestId, log })
  const all = events.map((event) => readEvent(job, event))
  if ('run' in job) {
    for (const event of all) await job.run(ctxOf(event), event, run)
    return
  }
  try {
    await job.runAll(ctxOf(must(all[0], 'event')), all, run)
  } catch (error) {
    if (all.length === 1 || isPassingError(error)) throw error
    await runEachAlone(job, all, ctxOf, run)
  }
}

/** One event that cannot be worked off must not keep the others from it. */
async function runEachAlone(
  job: EventsJob,
  events: readonly LoggedEvent[],
  ctxOf: (event: LoggedEvent) => Ctx,
  run: JobRun,
): Promise<void> {
  const failed: unknown[] = []
  for (const event of events)
    await job.runAll(ctxOf(event), [event], run).catch((error: unknown) => failed.push(error))
  if (failed.length > 0) throw failed[0]
}

function readEvent(job: EventJob | EventsJob, event: LoggedEvent): LoggedEvent {
  const kind = job.on.find((one) => one.type === event.type)
  if (!kind) throw new Error(`${job.name} got an event that it does not follow: ${event.type}`)
  return { ...event, payload: kind.payload.parse(event.payload) }
}
