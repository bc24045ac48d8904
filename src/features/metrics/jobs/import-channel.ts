import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { importChannel } from '../import/import-channel.ts'

/** Reads what is due of one account. */
export const job = defineJob({
  name: 'metrics/import-channel',
  lane: 'fetch',
  payload: z.object({ channelId: z.uuid() }),
  key: ({ channelId }) => channelId,
  bulk: true,
  async run(ctx, { channelId }, { signal }) {
    await importChannel(ctx, channelId, signal)
  },
})
