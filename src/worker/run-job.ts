import type { JobHelpers, Task } from 'graphile-worker'
import { z } from 'zod'
import type { LoggedEvent } from '#contracts/event.ts'
import type { AnyJob, JobRun } from '#contracts/job.ts'
import type { App } from '#kernel/app.ts'
import { makeCtx } from '#kernel/ctx.ts'

const envelope = z.object({
  orgId: z.uuid().nullable(),
  data: z.unknown().optional(),
  event: z.custom<LoggedEvent>((value) => typeof value === 'object' && value !== null).optional(),
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
  const { orgId, data, event } = envelope.parse(payload)
  const run: JobRun = { id: helpers.job.id, attempt: helpers.job.attempts, signal }
  if ('system' in job) return job.run(app, job.payload.parse(data), run)
  if (!orgId) throw new Error(`${job.name} belongs to an organisation, and its payload names none`)
  const log = app.log.child({ job: job.name, jobId: run.id })
  if ('on' in job) {
    const kind = job.on.find((one) => one.type === event?.type)
    if (!kind || !event) throw new Error(`${job.name} got an event that it does not follow: ${event?.type}`)
    const ctx = makeCtx(app, { orgId, requestId: event.requestId, log })
    return job.run(ctx, { ...event, payload: kind.payload.parse(event.payload) }, run)
  }
  return job.run(makeCtx(app, { orgId, requestId: `job-${run.id}`, log }), job.payload.parse(data), run)
}
