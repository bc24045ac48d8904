import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { stopAlert } from '#features/alerts/index.ts'

export const command = defineCommand({
  name: 'stop-alert',
  summary: 'Stop an alert',
  scope: 'reports:write',
  args: z.object({ alert: z.string().trim().min(1).max(120).describe('Its name') }),
  order: ['alert'],
  examples: ['stop-alert Reach drops by 33 % in a day'],
  writes: true,
  async run(ctx, { alert }) {
    const stopped = await stopAlert(ctx, alert)
    return reply({ kind: 'text', text: `Stopped: ${stopped.name}.`, tone: 'good' })
  },
})
