import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { alertEvents, conditions, createAlert, windows } from '#features/alerts/index.ts'
import type { Watch } from '#features/alerts/index.ts'
import { askArgs, questionOf } from '#features/ask/index.ts'
import { placeCalled } from '#features/reports/index.ts'

const { platform, account, format, label } = askArgs.shape

export const command = defineCommand({
  name: 'alert',
  summary: 'Be told when a figure passes a mark, or when a post fails',
  scope: 'reports:write',
  args: z.object({
    metric: z.string().trim().max(60).optional().describe('A figure, like reach'),
    condition: z.enum(conditions).optional(),
    threshold: z.coerce
      .number()
      .min(0)
      .optional()
      .describe('In the figure’s unit; for drops and rises in percent'),
    window: z.enum(windows, `Choose one of: ${windows.join(', ')}.`).optional(),
    event: z.enum(alertEvents).optional(),
    platform,
    account,
    format,
    label,
    place: z.string().trim().max(200).default('here').describe('here, or a channel like #support'),
  }),
  order: [],
  examples: ['tell me when reach drops by a third', 'alert event:post_failed place:channel:#social'],
  writes: true,
  async run(ctx, { metric, condition, threshold, window, event, place, ...filters }) {
    const asked = await questionOf(ctx, { metrics: metric ?? 'engagements', ...filters })
    const limits = {
      ...(threshold === undefined ? {} : { threshold }),
      ...(asked.filters ? { filters: asked.filters } : {}),
    }
    const [first = 'engagements'] = asked.metrics
    const watch: Watch =
      event !== undefined
        ? { kind: 'event', event, ...limits }
        : {
            kind: 'metric',
            metric: first,
            condition: condition ?? 'anomaly',
            window: window ?? 'day',
            ...limits,
          }
    const alert = await createAlert(ctx, { watch, place: await placeCalled(ctx, place) })
    return reply(
      { kind: 'text', text: `I will tell it in ${alert.placeName} when: ${alert.name}.`, tone: 'good' },
      {
        kind: 'buttons',
        buttons: [{ label: 'Stop this alert', command: { name: 'stop-alert', args: { alert: alert.id } } }],
      },
    )
  },
})
