import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { askArgs, forecastReply, questionOf } from '#features/ask/index.ts'
import { forecast } from '#features/metrics/index.ts'

const { platform, account, format, label } = askArgs.shape

export const command = defineCommand({
  name: 'forecast',
  summary: 'How a figure may go on, with the range that eight of ten should lie in',
  scope: 'metrics:read',
  args: z.object({
    metric: z.string().trim().min(1, 'Name a figure, like reach.').max(70).describe('A figure, like reach'),
    until: z.iso.date('Say a day, like 2027-01-31.').describe('The last day, like 2027-01-31'),
    grain: z.enum(['day', 'week']).optional(),
    platform,
    account,
    format,
    label,
  }),
  order: ['metric', 'until'],
  examples: ['forecast reach for the next 4 weeks', 'forecast metric:followers until:2027-01-31'],
  async run(ctx, { metric: name, until, grain, ...where }) {
    const { metrics, filters } = await questionOf(ctx, { metrics: name, ...where })
    const [metric = ''] = metrics
    const found = await forecast(ctx, {
      metric,
      until,
      ...(grain ? { grain } : {}),
      ...(filters ? { filters } : {}),
    })
    return forecastReply(found)
  },
})
