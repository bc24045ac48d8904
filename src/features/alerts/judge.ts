import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { getOrg } from '#features/orgs/index.ts'
import { formatValue } from '#features/charts/index.ts'
import { answerQuestion, metricNamed, rollingPeriod, todayIn } from '#features/metrics/index.ts'
import type { Answer, RollingName } from '#features/metrics/index.ts'
import type { MetricWatch } from './schema.ts'

export interface Verdict {
  isSo: boolean
  /** The stretch of days that it is about. */
  key: string
  sentence: string
  answer: Answer
}

const lastWhole: Record<MetricWatch['window'], RollingName> = {
  day: 'yesterday',
  week: 'last_week',
  month: 'last_month',
}
const running: Record<MetricWatch['window'], RollingName> = {
  day: 'today',
  week: 'this_week',
  month: 'this_month',
}
const historyDays = 28
/** So many times the usual spread away is unusual; so few days know no spread. */
const unusual = 3.5
const fewestDays = 10

/**
 * Whether it is so. "Above" may be told while the window still runs, since it can only grow; all else is judged by
 * the last whole one. Not measured is never below anything.
 */
export async function judge(ctx: Ctx, watch: MetricWatch): Promise<Verdict> {
  const { timezone } = await getOrg(ctx)
  const today = todayIn(timezone, ctx.clock.now())
  if (watch.condition === 'anomaly') return judgeAnomaly(ctx, watch, today)
  const { name, unit, make } = await metricNamed(ctx, watch.metric)
  const grows = make.kind === 'sum' || make.kind === 'sum_of' || make.kind === 'inbox'
  const inTime = watch.condition === 'above' && grows && unit === 'count'
  const period = rollingPeriod((inTime ? running : lastWhole)[watch.window], today)
  const compares = watch.condition === 'drops_by' || watch.condition === 'rises_by'
  const answer = await answerQuestion(ctx, {
    metrics: [watch.metric],
    period,
    ...(watch.filters ? { filters: watch.filters } : {}),
    ...(compares ? { compare: 'previous_period' } : {}),
  })
  const total = answer.metrics[0]?.total ?? { value: null, n: 0 }
  const { value, before } = total
  const by = watch.threshold ?? 0
  const key = `${period.from}..${period.to}`
  const words = formatValue(value, unit)
  if (value === null) return { isSo: false, key, sentence: `${name} was not measured.`, answer }
  if (!compares) {
    const isSo = watch.condition === 'above' ? value > by : value < by
    const side = watch.condition === 'above' ? 'over' : 'under'
    return { isSo, key, sentence: `${name} is at ${words}, ${side} ${formatValue(by, unit)}.`, answer }
  }
  if (before === null || before === undefined || before === 0)
    return { isSo: false, key, sentence: `${name} was not measured before.`, answer }
  const percent = (100 * (value - before)) / before
  const isSo = watch.condition === 'drops_by' ? percent <= -by : percent >= by
  const way = percent < 0 ? 'fell' : 'rose'
  const sentence = `${name} ${way} by ${formatValue(Math.abs(percent), 'percent')}: ${words} after ${formatValue(before, unit)}.`
  return { isSo, key, sentence, answer }
}

/** Against the days before: how far from their median, in spreads that one wild day does not widen. */
async function judgeAnomaly(ctx: Ctx, watch: MetricWatch, today: Temporal.PlainDate): Promise<Verdict> {
  const { name, unit } = await metricNamed(ctx, watch.metric)
  const last = today.subtract({ days: 1 })
  const period = { from: today.subtract({ days: historyDays + 1 }).toString(), to: last.toString() }
  const answer = await answerQuestion(ctx, {
    metrics: [watch.metric],
    grain: 'day',
    period,
    ...(watch.filters ? { filters: watch.filters } : {}),
  })
  const values = answer.series[0]?.values ?? []
  const value = values.at(-1) ?? null
  const before = values.slice(0, -1).filter((one) => one !== null)
  const key = last.toString()
  if (value === null || before.length < fewestDays)
    return { isSo: false, key, sentence: `${name} was measured on too few days.`, answer }
  const middle = median(before)
  const spread = 1.4826 * median(before.map((one) => Math.abs(one - middle))) || Math.max(1, middle / 10)
  const isSo = Math.abs(value - middle) / spread > unusual
  const sentence = `${name} was ${formatValue(value, unit)} yesterday; ${before.length} days before had about ${formatValue(middle, unit)}.`
  return { isSo, key, sentence, answer }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[half - 1] ?? 0, sorted[half] ?? 0]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}
