import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { ownMetricReply } from '#features/ask/index.ts'
import { listOwnMetrics, saveOwnMetric } from '#features/metrics/index.ts'

export const command = defineCommand({
  name: 'define-metric',
  summary: 'Make a figure of your own by formula, or change one',
  scope: 'reports:write',
  args: z.object({
    name: z.string().trim().min(2, 'Give it a name.').max(60).describe('What it is called, like Save rate'),
    formula: z
      .string()
      .trim()
      .min(1, 'Write a formula, like saves / reach * 100.')
      .max(300)
      .describe('Figures by their ids, like saves / reach * 100'),
    unit: z.enum(['count', 'percent', 'seconds'], 'One of: count, percent, seconds.').optional(),
    sure: z.enum(['yes']).optional().describe('Change it also where it is used'),
  }),
  order: ['name', 'formula'],
  examples: ['define-metric "Save rate" saves / reach * 100'],
  writes: true,
  async run(ctx, { name, formula, unit, sure }) {
    const before = (await listOwnMetrics(ctx)).find((one) => one.name.toLowerCase() === name.toLowerCase())
    const isOther = before && before.formula !== formula
    if (isOther && before.usedIn.length > 0 && sure !== 'yes') {
      const places = before.usedIn.map((use) => `${use.kind} ${use.name}`).join(', ')
      const args = { name, formula, ...(unit ? { unit } : {}), sure: 'yes' }
      return reply(
        { kind: 'text', tone: 'warn', text: `${before.name} is used in: ${places}. Change it there, too?` },
        {
          kind: 'buttons',
          buttons: [{ label: 'Change it everywhere', command: { name: 'define-metric', args } }],
        },
      )
    }
    const saved = await saveOwnMetric(
      ctx,
      { name, formula, ...(unit ? { unit } : {}), ...(before ? { category: before.category } : {}) },
      { of: before?.slug, evenWhereUsed: sure === 'yes' },
    )
    return ownMetricReply(saved, before ? 'Changed:' : 'There is a new figure:')
  },
})
