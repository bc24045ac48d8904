import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { askArgs, rollingSectionOf } from '#features/ask/index.ts'
import { placeCalled, scheduleReport, templateIds, templates } from '#features/reports/index.ts'
import { whenWords } from '#features/posts/index.ts'

export const command = defineCommand({
  name: 'schedule-report',
  summary: 'Send a report or an answer here again and again, like every Monday 8:30',
  scope: 'reports:write',
  args: askArgs.extend({
    rrule: z.string().min(10).max(1_000).describe('A repetition, like DTSTART;TZID=… RRULE:FREQ=WEEKLY'),
    report: z
      .enum(templateIds, `There are: ${templateIds.join(', ')}.`)
      .optional()
      .describe('A ready report'),
    place: z
      .string()
      .trim()
      .max(200)
      .default('here')
      .describe('here, a channel like #marketing, or an address'),
  }),
  order: [],
  examples: ['weekly social report to #marketing fridays 4pm', 'send this here every monday 8:30'],
  writes: true,
  async run(ctx, { rrule, report, place, ...asked }) {
    const to = await placeCalled(ctx, place)
    const template = report && templates[report]
    const section = template ? undefined : await rollingSectionOf(ctx, asked)
    const schedule = await scheduleReport(ctx, {
      ...template,
      ...(section ? { sections: [section] } : {}),
      rrule,
      place: to,
    })
    const { nextAt: plannedAt, zone: plannedZone } = schedule
    const next = whenWords({ plannedAt, plannedZone }, plannedZone, ctx.clock.now())
    return reply(
      {
        kind: 'text',
        text: `${schedule.name}: ${schedule.words}, to ${schedule.placeName}. Next: ${next}.`,
        tone: 'good',
      },
      {
        kind: 'buttons',
        buttons: [{ label: 'Stop sending', command: { name: 'stop-report', args: { report: schedule.id } } }],
      },
    )
  },
})
