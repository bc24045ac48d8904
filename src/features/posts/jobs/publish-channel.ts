import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { publishChannel } from '../publishing/publish-channel.ts'

/** Publishes what is due on one account, in order. */
export const job = defineJob({
  name: 'posts/publish-channel',
  lane: 'effect',
  payload: z.object({ channelId: z.uuid() }),
  key: ({ channelId }) => channelId,
  async run(ctx, { channelId }, { signal }) {
    await publishChannel(ctx, channelId, signal)
  },
})
