import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { askArgs, bestTimesReply, questionOf } from '#features/ask/index.ts'
import { bestTimes } from '#features/metrics/index.ts'

const { platform, account } = askArgs.shape

export const command = defineCommand({
  name: 'best-time',
  summary: 'When posts gathered most, by weekday and hour',
  scope: 'metrics:read',
  args: z.object({ platform, account }),
  order: ['platform', 'account'],
  examples: ['best-time', 'best-time instagram'],
  async run(ctx, where) {
    const { filters } = await questionOf(ctx, where)
    return bestTimesReply(await bestTimes(ctx, filters))
  },
})
