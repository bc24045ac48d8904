import type { Ctx } from '#kernel/app.ts'
import { getOrg } from '#features/orgs/index.ts'
import { answerCached, questionOn, todayIn, unusualDays } from '#features/metrics/index.ts'
import type { RollingQuestion } from '#features/metrics/index.ts'
import { chartOf } from './chart-of.ts'
import { findingOf } from './finding.ts'
import { quietLine } from './quiet-line.ts'
import type { Asked } from './schema.ts'
import { tableOf } from './table-of.ts'
import { unusualWords } from './unusual-words.ts'

/** Answers a question with what a screen draws. A rolling period means the organisation's days as of now. */
export async function answerAsked(ctx: Ctx, question: RollingQuestion): Promise<Asked> {
  const { timezone } = await getOrg(ctx)
  const answer = await answerCached(ctx, questionOn(question, todayIn(timezone, ctx.clock.now())))
  const odd = unusualWords(answer, await unusualDays(ctx, answer))
  return {
    finding: findingOf(answer),
    answer: odd === undefined ? answer : { ...answer, notes: [odd, ...answer.notes] },
    chart: chartOf(answer) ?? null,
    table: tableOf(answer),
    quiet: quietLine(answer),
  }
}
