import { z } from 'zod'
import { defineSystemJob, lanes } from '#contracts/job.ts'
import { readLag } from '../queries.ts'

/** Keeps the figures of `/metrics` that tell how far the work is behind. */
export const job = defineSystemJob({
  name: 'jobs/measure-lag',
  lane: 'ordinary',
  everyMs: 15_000,
  payload: z.object({}),
  async run(app) {
    const lag = await readLag(app, app.systemDb)
    const waiting = app.telemetry.gauge('jobs_waiting', 'Jobs that are due and not yet taken', ['lane'])
    const oldest = app.telemetry.gauge('jobs_oldest_seconds', 'How long the oldest due job has waited', [
      'lane',
    ])
    for (const lane of lanes) {
      const ofLane = lag.filter((one) => one.lane === lane)
      waiting.set(
        { lane },
        ofLane.reduce((sum, one) => sum + one.waiting, 0),
      )
      oldest.set({ lane }, Math.max(0, ...ofLane.map((one) => one.oldestSeconds)))
    }
    const bulk = app.telemetry.gauge('bulk_jobs', 'Jobs in Redis', ['state'])
    for (const [state, count] of Object.entries((await app.bulk?.counts()) ?? {})) bulk.set({ state }, count)
  },
})
