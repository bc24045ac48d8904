import type { Ctx } from '#kernel/app.ts'
import { AppError } from '#kernel/errors.ts'
import { getOrg } from '#features/orgs/index.ts'
import { answerCached, questionOn, todayIn } from '#features/metrics/index.ts'
import type { Question } from '#features/metrics/index.ts'
import type { AnsweredSection, Section } from './schema.ts'

/** The same days for all sections: those that the rolling names mean in the organisation's zone now. */
export async function answerSections(ctx: Ctx, sections: Section[]): Promise<AnsweredSection[]> {
  const { timezone } = await getOrg(ctx)
  const today = todayIn(timezone, ctx.clock.now())
  return Promise.all(
    sections.map(({ title, question }) => answerSection(ctx, title, questionOn(question, today))),
  )
}

/** One account that is gone must not take the whole page with it. */
export async function answerSection(ctx: Ctx, title: string, question: Question): Promise<AnsweredSection> {
  try {
    return { title, answer: await answerCached(ctx, question) }
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal')
      return { title, answer: null, error: error.message }
    throw error
  }
}
