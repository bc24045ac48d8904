import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { deleteOwnMetric } from '#features/metrics/index.ts'

export const command = defineCommand({
  name: 'delete-metric',
  summary: 'Delete a figure of your own that nothing uses',
  scope: 'reports:write',
  args: z.object({ name: z.string().trim().min(1, 'Name it.').max(70).describe('What it is called') }),
  order: ['name'],
  examples: ['delete-metric Save rate'],
  writes: true,
  async run(ctx, { name }) {
    const { name: called } = await deleteOwnMetric(ctx, name)
    return reply({ kind: 'text', tone: 'good', text: `${called} is deleted.` })
  },
})
