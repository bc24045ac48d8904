import { sql } from 'kysely'
import type { App } from '#kernel/app.ts'
import { systemJobSpec } from '#kernel/outbox.ts'

/** Keeps the jobs with `everyMs` going. The job key makes one of what many processes ask for. */
export function startTicks(app: App): () => void {
  const timers = [...app.jobs.values()].flatMap((job) => {
    if (!('system' in job) || !job.everyMs) return []
    const spec = { ...systemJobSpec(job, {}), job_key: `tick:${job.name}` }
    const tick = () => {
      sql`select add_job_specs(${JSON.stringify([spec])}::text::jsonb)`
        .execute(app.systemDb)
        .catch((error: unknown) => app.log.debug({ err: error, job: job.name }, 'tick not queued'))
    }
    tick()
    return [setInterval(tick, job.everyMs)]
  })
  return () => timers.forEach((timer) => clearInterval(timer))
}
