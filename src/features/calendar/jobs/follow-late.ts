import { approvalExpired } from '#features/approvals/index.ts'
import { defineEventJob } from '#contracts/job.ts'
import { errorText } from '#kernel/errors.ts'
import { holdPost } from '#features/posts/index.ts'
import { schedulePost } from '../schedule-post.ts'

/** Not approved in time, and its policy says: the next free slot. Where there is none it is held. */
export const job = defineEventJob({
  name: 'calendar/follow-late',
  lane: 'ordinary',
  on: [approvalExpired],
  async run(ctx, event) {
    if (event.payload.type !== 'post' || event.payload.onLate !== 'next_slot') return
    const postId = event.payload.id
    try {
      await schedulePost(ctx, { postId, when: { kind: 'next_free' } })
    } catch (error) {
      ctx.log.info({ reason: errorText(error), postId }, 'no next slot for a late post')
      await holdPost(ctx, { postId, reason: 'It was not approved in time, and there is no free slot.' })
    }
  },
})
