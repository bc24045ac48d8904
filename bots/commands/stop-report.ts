import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { stopSchedule } from '#features/reports/index.ts'

export const command = defineCommand({
  name: 'stop-report',
  summary: 'Stop a report that is sent again and again',
  scope: 'reports:write',
  args: z.object({ report: z.string().trim().min(1).max(120).describe('Its name') }),
  order: ['report'],
  examples: ['stop-report Weekly social report'],
  writes: true,
  async run(ctx, { report }) {
    const stopped = await stopSchedule(ctx, report)
    return reply({ kind: 'text', text: `${stopped.name} is not sent any more.`, tone: 'good' })
  },
})
