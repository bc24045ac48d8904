import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { reconcile } from '../publishing/reconcile.ts'

/** Looks whether a post whose answer was lost is out after all. */
export const job = defineJob({
  name: 'posts/reconcile-target',
  lane: 'effect',
  payload: z.object({ targetId: z.uuid() }),
  key: ({ targetId }) => targetId,
  async run(ctx, { targetId }) {
    await reconcile(ctx, targetId)
  },
})
