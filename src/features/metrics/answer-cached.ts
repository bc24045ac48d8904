import { createHash } from 'node:crypto'
import type { Ctx } from '#kernel/app.ts'
import { fromReplica } from '#kernel/replica.ts'
import { requireScope } from '#kernel/ctx.ts'
import { answerWith, readsInbox, requireAskable } from './answer-question.ts'
import type { Metric } from './catalogue.ts'
import { metricsOf } from './custom/metrics-of.ts'
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
  requireScope(ctx, 'metrics:read')
  const asked = await metricsOf(ctx, question.metrics)
  requireAskable(ctx, question, asked)
  return fromReplica(ctx, (reader) => answerOf(reader, question, asked))
}

/** What it stands on and the figures come from the same database, so that no old figure is kept as a new one. */
async function answerOf(ctx: Ctx, question: Question, asked: Metric[]): Promise<Answer> {
  const { zone, accounts, versions } = await readFooting(ctx)
  const stands = {
    question,
    // An own metric is what its formula is now, and those of the metrics that it names.
    asked: asked.filter(({ make }) => make.kind === 'formula'),
    accounts,
    today: todayIn(zone, ctx.clock.now()).toString(),
    zone,
    content: asked.every(readsInbox) ? '' : (versions.content ?? '0'),
    inbox: asked.some(readsInbox) ? (versions.inbox ?? '0') : '',
  }
  const key = createHash('sha256').update(JSON.stringify(stands)).digest('base64url')
  return ctx.cache.get(`${ctx.orgId}:answer:${key}`, keptMs, () => answerWith(ctx, question, asked))
}
