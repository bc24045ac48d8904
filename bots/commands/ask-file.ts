import { z } from 'zod'
import { defineCommand } from '#contracts/command.ts'
import { reply } from '#contracts/reply.ts'
import { askArgs, fileKinds, keepAnswerFile, questionOf } from '#features/ask/index.ts'
import { answerCached } from '#features/metrics/index.ts'

export const command = defineCommand({
  name: 'ask-file',
  summary: 'The answer to a question as a file: csv, xlsx or pdf',
  scope: 'metrics:read',
  args: askArgs.extend({ as: z.enum(fileKinds, `Choose one of: ${fileKinds.join(', ')}.`).default('csv') }),
  order: [],
  examples: ['ask-file metrics:reach by:account period:last_month as:xlsx'],
  outside: true,
  async run(ctx, { as, ...asked }) {
    const answer = await answerCached(ctx, await questionOf(ctx, asked))
    const { id, name, mime } = await keepAnswerFile(ctx, as, answer)
    return reply({ kind: 'file', mediaId: id, name, mime })
  },
})
