import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { askArgs, funnelReply, questionOf } from '#features/ask/index.ts'
import { funnel } from '#features/metrics/index.ts'

const { period, compare, platform, account, format, label } = askArgs.shape

export const command = defineCommand({
  name: 'funnel',
  summary: 'How many conversations or posts go on from step to step, and where most are lost',
  scope: 'metrics:read',
  args: z.object({
    of: z.enum(['conversations', 'posts'], 'Say conversations or posts.').default('conversations'),
    by: z.enum(['platform', 'account'], 'By platform or by account.').optional(),
    period,
    compare,
    platform,
    account,
    format,
    label,
    within: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_080)
      .optional()
      .describe('An answer within so many minutes is in time; 60 unless told'),
  }),
  order: ['of'],
  examples: ['funnel of conversations last month by channel', 'where do we lose people on instagram?'],
  async run(ctx, { of, by, within, ...asked }) {
    const question = await questionOf(ctx, asked)
    const found = await funnel(ctx, {
      of,
      period: question.period,
      ...(by ? { by } : {}),
      ...(question.compare ? { compare: question.compare } : {}),
      ...(question.filters ? { filters: question.filters } : {}),
      ...(within === undefined ? {} : { withinSeconds: within * 60 }),
    })
    return funnelReply(found)
  },
})
