import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { listSchedules } from '#features/reports/index.ts'
import { whenWords } from '#features/posts/index.ts'

export const command = defineCommand({
  name: 'reports',
  summary: 'Reports that are sent again and again: what, when and where',
  scope: 'metrics:read',
  args: z.object({}),
  order: [],
  examples: ['reports'],
  async run(ctx) {
    const schedules = await listSchedules(ctx)
    if (schedules.length === 0)
      return reply({
        kind: 'text',
        text: 'No report is sent yet. Ask something, then write “send this here every monday 8:30”.',
      })
    const now = ctx.clock.now()
    return reply(
      {
        kind: 'table',
        columns: ['Report', 'When', 'Where', 'Next'],
        rows: schedules.map((one) => [
          one.name,
          one.words,
          one.placeName,
          one.pausedReason ?? whenWords({ plannedAt: one.nextAt, plannedZone: one.zone }, one.zone, now),
        ]),
      },
      {
        kind: 'buttons',
        buttons: schedules.slice(0, 5).map((one) => ({
          label: `Stop ${one.name}`.slice(0, 70),
          command: { name: 'stop-report', args: { report: one.id } },
        })),
      },
    )
  },
})
