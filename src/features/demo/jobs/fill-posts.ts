import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { fillPosts } from '../fill-posts.ts'
import { fillPast } from '../past/fill-past.ts'

/** The demo's second half, after the start: nobody waits for it. */
export const job = defineJob({
  name: 'demo/fill-posts',
  lane: 'slow',
  payload: z.object({}),
  key: () => 'demo',
  async run(ctx) {
    await fillPosts(ctx)
    await fillPast(ctx)
  },
})
