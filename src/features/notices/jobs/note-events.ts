import { defineEventsJob } from '#contracts/job.ts'
import { addNotices } from '../add-notices.ts'
import { noted, noticeOf } from '../notice-of.ts'

/** Keeps for each member what they are told of. */
export const job = defineEventsJob({
  name: 'notices/note-events',
  lane: 'ordinary',
  on: noted,
  async runAll(ctx, events) {
    const told = []
    for (const event of events) {
      const notice = await noticeOf(ctx, event)
      if (notice) told.push({ pos: event.pos, at: event.at, notice })
    }
    await addNotices(ctx, told)
  },
})
