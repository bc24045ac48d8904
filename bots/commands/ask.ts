import { defineCommand } from '#contracts/command.ts'
import { askArgs, questionOf, replyOf } from '#features/ask/index.ts'
import { answerCached, unusualDays } from '#features/metrics/index.ts'

export const command = defineCommand({
  name: 'ask',
  summary: 'Ask for a figure in your own words: with its change, a chart and a table',
  scope: 'metrics:read',
  args: askArgs,
  order: [],
  examples: [
    'ask engagement last 30 days by platform, compared with before',
    'how fast did we answer this week?',
    'ask metrics:reach,likes by:account period:last_month compare:previous_period',
  ],
  async run(ctx, args) {
    const answer = await answerCached(ctx, await questionOf(ctx, args))
    return replyOf(answer, await unusualDays(ctx, answer))
  },
})
