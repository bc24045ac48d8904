import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { AppError, errorText } from '#kernel/errors.ts'
import { makePreviews } from '../render-preview.ts'

/** Pictures for chat cards. A card without one is a card all the same, so a post that is gone ends it. */
export const job = defineJob({
  name: 'posts/make-preview',
  lane: 'slow',
  payload: z.object({ postId: z.uuid() }),
  key: ({ postId }) => postId,
  async run(ctx, { postId }) {
    try {
      await makePreviews(ctx, postId)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      ctx.log.info({ postId, reason: errorText(error) }, 'a post got no preview')
    }
  },
})
