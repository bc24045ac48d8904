import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { fillPosts } from '../fill-posts.ts'

/** The demo's second half, after the start: nobody waits for it. */
export const job = defineJob({
  name: 'demo/fill-posts',
  lane: 'slow',
  payload: z.object({}),
  key: () => 'demo',
  run: (ctx) => fillPosts(ctx),
})
