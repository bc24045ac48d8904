import { createHash } from 'node:crypto'
import type { Ctx } from '#kernel/app.ts'
import { fromReplica } from '#kernel/replica.ts'
import { answerFrom, requireAskable } from './answer-question.ts'
import { metricOf } from './catalogue.ts'
import { readFooting } from './figure-versions.ts'
import { todayIn } from './periods.ts'
import { questionSchema } from './schema.ts'
import type { Answer, Question } from './schema.ts'

/** No answer is older than this, whatever was forgotten to be told. */
const keptMs = 60_000

/**
 * The answer to a question, kept while the figures, the accounts, the day and the zone are what they were: asking again
 * costs one small read. Who asks is checked each time; what is answered is the same for all who may ask. Shared between
 * processes with REDIS_URL. An answer must not be changed by who gets it.
 */
export async function answerCached(ctx: Ctx, input: Question): Promise<Answer> {
  const question = questionSchema.parse(input)
  requireAskable(ctx, question)
  return fromReplica(ctx, (reader) => answerOf(reader, question))
}

/** What it stands on and the figures come from the same database, so that no old figure is kept as a new one. */
async function answerOf(ctx: Ctx, question: Question): Promise<Answer> {
  const { zone, accounts, versions } = await readFooting(ctx)
  const kinds = question.metrics.map((id) => metricOf(id).make.kind)
  const stands = {
    question,
    accounts,
    today: todayIn(zone, ctx.clock.now()).toString(),
    zone,
    content: kinds.some((kind) => kind !== 'inbox') ? (versions.content ?? '0') : '',
    inbox: kinds.includes('inbox') ? (versions.inbox ?? '0') : '',
  }
  const key = createHash('sha256').update(JSON.stringify(stands)).digest('base64url')
  return ctx.cache.get(`${ctx.orgId}:answer:${key}`, keptMs, () => answerFrom(ctx, question))
}
