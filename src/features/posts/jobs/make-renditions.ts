import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { prepareMedia } from '../prepare-media.ts'

/** Makes what the platforms get of a post's pictures; then submits it, if somebody has asked for that. */
export const job = defineJob({
  name: 'posts/make-renditions',
  lane: 'slow',
  payload: z.object({ postId: z.uuid() }),
  key: ({ postId }) => postId,
  run: (ctx, { postId }) => prepareMedia(ctx, postId),
})
