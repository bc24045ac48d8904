import { z } from 'zod'
import { defineSystemJob } from '#contracts/job.ts'
import { makeCtx } from '#kernel/ctx.ts'
import { errorText } from '#kernel/errors.ts'
import { extendSeries, horizonDays } from '../series.ts'

const dayMs = 86_400_000
const atOnce = 100

/** Makes the posts of the coming weeks of every series. */
export const job = defineSystemJob({
  name: 'calendar/extend-series',
  lane: 'ordinary',
  payload: z.object({}),
  everyMs: 60_000,
  async run(app) {
    const due = await app.systemDb
      .selectFrom('post_series')
      .select(['org_id', 'id'])
      .where('ended', '=', false)
      .where('next_at', '<=', new Date(app.clock.now().getTime() + horizonDays * dayMs))
      .orderBy('next_at')
      .limit(atOnce)
      .execute()
    for (const { org_id: orgId, id } of due) {
      try {
        await extendSeries(makeCtx(app, { orgId }), id)
      } catch (error) {
        // One series that cannot go on must not stop the others.
        app.log.warn({ reason: errorText(error), seriesId: id }, 'a series could not be extended')
      }
    }
  },
})
