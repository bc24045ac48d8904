import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { deleteOld } from '#kernel/delete-old.ts'

const dayMs = 86_400_000

/** Changes whose message never came, and acts that can no longer be taken back. */
export const job = defineSystemJob({
  name: 'inbox/forget-waiting',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 3_600_000,
  async run(app, _payload, { signal }) {
    const now = app.clock.now().getTime()
    await deleteOld(app, 'waiting_changes', sql`created_at < ${new Date(now - 7 * dayMs)}`, signal)
    await deleteOld(app, 'undos', sql`created_at < ${new Date(now - dayMs)}`, signal)
  },
})
