import { median, medianAbsoluteDeviation, quantile } from 'simple-statistics'
import { Temporal } from 'temporal-polyfill'
import type { Unit } from '#contracts/chart.ts'
import type { Ctx } from '#kernel/app.ts'
import { answerCached } from '../answer-cached.ts'
import { metricNamed } from '../custom/metrics-of.ts'
import { todayIn } from '../periods.ts'
import type { Answer } from '../schema.ts'
import type { UnusualDay } from './schema.ts'

const weeksLookedAt = 12
const fewestWeekdays = 6
const longestDays = 62
/** So many times the usual spread away is unusual. */
const unusual = 3.5

/**
 * Days of an answer's period that lie far outside what their weekday had in the twelve weeks before, the farthest
 * first. Judged by middle and spread that single wild days do not move. Levels, and posts counted on the day they
 * went out, have no usual day: nothing is said of them.
 */
export async function unusualDays(ctx: Ctx, answer: Answer): Promise<UnusualDay[]> {
  const { period, filters, metrics } = answer.question
  const [id] = metrics
  const [shown] = answer.metrics
  const [first, last] = [Temporal.PlainDate.from(period.from), Temporal.PlainDate.from(period.to)]
  const isShort = first.until(last, { largestUnit: 'day' }).days < longestDays
  if (id === undefined || !isShort || (shown?.basis !== 'accounts' && shown?.basis !== 'inbox')) return []
  const metric = await metricNamed(ctx, id)
  if (metric.make.kind === 'level') return []
  const today = todayIn(answer.zone, ctx.clock.now())
  const from = first.subtract({ weeks: weeksLookedAt })
  const days = await answerCached(ctx, {
    metrics: [id],
    grain: 'day',
    period: { from: from.toString(), to: period.to },
    ...(filters ? { filters } : {}),
  })
  const values = days.series[0]?.values ?? []
  // Zeros before the first message ever are no usual days.
  const start = values.findIndex((value) => value !== null && value !== 0)
  if (start < 0) return []
  const whole = days.buckets.flatMap((bucket, at) => {
    const value = values[at] ?? null
    return at < start || value === null || bucket.from >= today.toString()
      ? []
      : [{ at, day: bucket.from, value }]
  })
  return whole
    .filter(({ day }) => day >= period.from)
    .flatMap((one) =>
      judged(
        one,
        whole.filter(({ at }) => isBefore(at, one.at)).map(({ value }) => value),
        metric.unit,
      ),
    )
    .toSorted((a, b) => b.distance - a.distance)
    .map(({ day, value, low, high, n }) => ({ day, value, low, high, n }))
}

const isBefore = (at: number, of: number) => at < of && at >= of - 7 * weeksLookedAt && (of - at) % 7 === 0

function judged(
  { day, value }: { day: string; value: number },
  usual: number[],
  unit: Unit,
): Array<UnusualDay & { distance: number }> {
  if (usual.length < fewestWeekdays) return []
  const middle = median(usual)
  // Counts scatter by their root, however alike the few that were seen.
  const least = unit === 'count' ? Math.sqrt(Math.max(1, middle)) : Math.abs(middle) / 20
  const spread = Math.max(1.4826 * medianAbsoluteDeviation(usual), least, 1e-9)
  const distance = Math.abs(value - middle) / spread
  const [low, high] = [quantile(usual, 0.1), quantile(usual, 0.9)]
  if (distance <= unusual || (value >= low && value <= high)) return []
  return [{ day, value, low, high, n: usual.length, distance }]
}
