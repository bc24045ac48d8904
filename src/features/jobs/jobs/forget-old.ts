import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { deleteOld } from '#kernel/delete-old.ts'

const dayMs = 86_400_000
/** A browser that was away for longer reads everything anew. */
const eventDays = 30

/** Keeps the kernel's own tables small: events that no stream resumes from, keys that may be used anew. */
export const job = defineSystemJob({
  name: 'jobs/forget-old',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 3_600_000,
  async run(app, _payload, { signal }) {
    const now = app.clock.now().getTime()
    await deleteOld(app, 'idempotency_keys', sql`created_at < ${new Date(now - dayMs)}`, signal)
    const events = await deleteOld(app, 'events', sql`at < ${new Date(now - eventDays * dayMs)}`, signal)
    if (events > 0) app.log.info({ events }, 'old events deleted')
  },
})
