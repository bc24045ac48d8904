import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { askArgs, cohortsReply, questionOf } from '#features/ask/index.ts'
import { cohorts } from '#features/metrics/index.ts'

const { period, platform, account } = askArgs.shape

export const command = defineCommand({
  name: 'cohorts',
  summary: 'Who writes again: people by the month or week of their first message',
  scope: 'inbox:read',
  args: z.object({
    grain: z.enum(['month', 'week'], 'By month or by week.').default('month'),
    period,
    platform,
    account,
  }),
  order: ['grain'],
  examples: ['cohorts', 'retention of customers by month this year'],
  async run(ctx, { grain, ...asked }) {
    const { filters, period: days } = await questionOf(ctx, asked)
    return cohortsReply(
      await cohorts(ctx, {
        grain,
        ...(asked.period === undefined ? {} : { period: days }),
        ...(filters ? { filters } : {}),
      }),
    )
  },
})
