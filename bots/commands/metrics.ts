import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { metricsReply } from '#features/ask/index.ts'
import { listMetrics, listOwnMetrics } from '#features/metrics/index.ts'

export const command = defineCommand({
  name: 'metrics',
  summary: 'Every figure that can be asked for: its formula, and who tells it',
  scope: 'metrics:read',
  args: z.object({}),
  order: [],
  examples: ['metrics'],
  async run(ctx) {
    return metricsReply(await listMetrics(ctx), await listOwnMetrics(ctx))
  },
})
