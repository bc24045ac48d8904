import type { JobHelpers, Task } from 'graphile-worker'
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
})

/** A Graphile task of one of our jobs: parses the payload, makes the context, times and logs the run. */
export function taskOf(app: App, job: AnyJob, signal: AbortSignal): Task {
  const seconds = app.telemetry.histogram(
    'job_seconds',
    'Time to run a job',
    ['job', 'outcome'],
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  )
  return async (payload, helpers) => {
    const startedAt = performance.now()
    const observe = (outcome: string) =>
      seconds.observe({ job: job.name, outcome }, (performance.now() - startedAt) / 1000)
    try {
      await runJob(app, job, payload, helpers, signal)
      observe('done')
    } catch (error) {
      observe('failed')
      const { id, attempts, max_attempts: max } = helpers.job
      const level = attempts >= max ? 'error' : 'warn'
      app.log[level]({ err: error, job: job.name, jobId: id, attempt: attempts, max }, 'job failed')
      throw error
    }
  }
}

async function runJob(
  app: App,
  job: AnyJob,
  payload: unknown,
  helpers: JobHelpers,
  signal: AbortSignal,
): Promise<void> {
  const { orgId, data, event, events } = envelope.parse(payload)
  const run: JobRun = { id: helpers.job.id, attempt: helpers.job.attempts, signal }
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
