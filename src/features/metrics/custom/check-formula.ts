import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { AppError } from '#kernel/errors.ts'
import { getOrg } from '#features/orgs/index.ts'
import { answerWith } from '../answer-question.ts'
import type { Metric } from '../catalogue.ts'
import { todayIn } from '../periods.ts'
import { rollingPeriod } from '../rolling.ts'
import { ownMetrics } from './metrics-of.ts'
import { ownId, resolveFormula } from './resolve-formula.ts'
import type { OwnMetric } from './resolve-formula.ts'
import type { CheckedFormula } from './schema.ts'

const nothing: CheckedFormula = {
  fault: null,
  unit: null,
  words: '',
  per: null,
  value: null,
  n: 0,
  of: '',
  note: null,
}

/** What a formula would be, while it is typed: its fault, or its unit and what it came to in the last 30 days. */
export async function checkFormula(
  ctx: Ctx,
  {
    formula,
    unit,
    slug = 'preview',
  }: { formula: string; unit?: OwnMetric['unit']; slug?: string | undefined },
): Promise<CheckedFormula> {
  requireScope(ctx, 'metrics:read')
  const all = await ownMetrics(ctx)
  const own: OwnMetric = {
    slug,
    name: all.get(slug)?.name ?? 'This',
    category: '',
    formula,
    unit,
  }
  try {
    const metric = resolveFormula(own, new Map([...all, [slug, own]]))
    return await previewOf(ctx, metric)
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return { ...nothing, fault: error.message }
    throw error
  }
}

async function previewOf(ctx: Ctx, metric: Metric): Promise<CheckedFormula> {
  const { timezone } = await getOrg(ctx)
  const period = rollingPeriod('last_30_days', todayIn(timezone, ctx.clock.now()))
  const answer = await answerWith(ctx, { metrics: [ownId('preview')], period }, [metric])
  const [shown] = answer.metrics
  const unit = shown?.unit === 'percent' || shown?.unit === 'seconds' ? shown.unit : 'count'
  return {
    ...nothing,
    unit,
    words: metric.formula,
    per: metric.per ?? null,
    value: shown?.total.value ?? null,
    n: shown?.total.n ?? 0,
    of: shown?.of ?? '',
    note: shown?.note ?? null,
  }
}
