import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { postCopy } from '../post-copy.ts'

/** Posts one copy of a card, at most once. */
export const job = defineJob({
  name: 'chats/post-copy',
  lane: 'tell',
  payload: z.object({ copyId: z.uuid() }),
  key: ({ copyId }) => copyId,
  run: (ctx, { copyId }) => postCopy(ctx, copyId),
})
