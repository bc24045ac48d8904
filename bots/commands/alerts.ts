import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { listAlerts } from '#features/alerts/index.ts'

export const command = defineCommand({
  name: 'alerts',
  summary: 'What is watched, and where it is told',
  scope: 'metrics:read',
  args: z.object({}),
  order: [],
  examples: ['alerts'],
  async run(ctx) {
    const alerts = await listAlerts(ctx)
    if (alerts.length === 0)
      return reply({
        kind: 'text',
        text: 'Nothing is watched yet. Write “tell me when reach drops by a third”.',
      })
    return reply(
      {
        kind: 'table',
        columns: ['When', 'Where', 'Now'],
        rows: alerts.map((one) => [
          one.name,
          one.placeName,
          one.fault ?? (one.firing ? 'It is so' : 'Quiet'),
        ]),
      },
      {
        kind: 'buttons',
        buttons: alerts.slice(0, 5).map((one) => ({
          label: `Stop: ${one.name}`.slice(0, 70),
          command: { name: 'stop-alert', args: { alert: one.id } },
        })),
      },
    )
  },
})
