import { sql } from 'kysely'
import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { deleteOld } from '#kernel/delete-old.ts'

const dayMs = 86_400_000

/**
 * Raw deliveries guard against repeats for three days, which is longer than platforms repeat them; what is
 * parked stays a month for a replay.
 */
export const job = defineSystemJob({
  name: 'channels/forget-deliveries',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 3_600_000,
  async run(app, _payload, { signal }) {
    const now = app.clock.now().getTime()
    const applied = sql`received_at < ${new Date(now - 3 * dayMs)} and state = 'done'
      and not exists (select from parked_events p where p.inbound_event_id = inbound_events.id and p.replayed_at is null)`
    await deleteOld(app, 'inbound_events', applied, signal)
    await deleteOld(app, 'inbound_events', sql`received_at < ${new Date(now - 30 * dayMs)}`, signal)
    await deleteOld(app, 'parked_events', sql`parked_at < ${new Date(now - 30 * dayMs)}`, signal)
  },
})
