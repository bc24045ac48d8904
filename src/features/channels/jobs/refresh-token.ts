import { z } from 'zod'
import { defineJob } from '#contracts/job.ts'
import { getChannelRow } from '../queries.ts'
import { refreshToken } from '../refresh-token.ts'

/** One try; the next one's time stands in the channel's row. */
export const job = defineJob({
  name: 'channels/refresh-token',
  lane: 'effect',
  payload: z.object({ channelId: z.uuid() }),
  key: ({ channelId }) => channelId,
  async run(ctx, { channelId }) {
    const row = await getChannelRow(ctx, channelId)
    const due = row.refresh_at !== null && row.refresh_at <= ctx.clock.now()
    if (due) await refreshToken(ctx, channelId, row.credentials_version)
  },
})
