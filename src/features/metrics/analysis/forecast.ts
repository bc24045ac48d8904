import { Temporal } from 'temporal-polyfill'
import type { Ctx } from '#kernel/app.ts'
import { requireScope } from '#kernel/ctx.ts'
import { invalid } from '#kernel/errors.ts'
import { getOrg } from '#features/orgs/index.ts'
import { answerQuestion } from '../answer-question.ts'
import type { Metric } from '../catalogue.ts'
import { metricNamed } from '../custom/metrics-of.ts'
import { bucketsOf, todayIn } from '../periods.ts'
import type { Answer, Period } from '../schema.ts'
import { level, predict } from './predict.ts'
import type { Prediction } from './predict.ts'
import { forecastInput } from './schema.ts'
import type { ForecastAnswer, ForecastInput } from './schema.ts'

type Grain = 'day' | 'week'
const mostDaysByDay = 92
const lookBack = { day: { days: 365 }, week: { weeks: 104 } } as const
const fewest = { day: 35, week: 12 } as const
/** A post gathers for days; the youngest would only look bad. */
const youngDays = 2

/**
 * How a metric may go on, until a day. Throws `invalid` with what is missing when the past is too short, or the day
 * too far away for it.
 */
export async function forecast(ctx: Ctx, input: ForecastInput): Promise<ForecastAnswer> {
  requireScope(ctx, 'metrics:read')
  const { metric: id, until, grain: asked, filters } = forecastInput.parse(input)
  const [{ timezone }, metric] = await Promise.all([getOrg(ctx), metricNamed(ctx, id)])
  const today = todayIn(timezone, ctx.clock.now())
  const end = Temporal.PlainDate.from(until)
  if (Temporal.PlainDate.compare(end, today) <= 0)
    throw invalid('A forecast is about days to come. Name a day after today.')
  const near: Grain = asked ?? (today.until(end).days <= mostDaysByDay ? 'day' : 'week')
  const read = async (grain: Grain) => {
    const answer = await answerQuestion(ctx, {
      metrics: [id],
      grain,
      period: pastOf(grain, today),
      ...(filters ? { filters } : {}),
    })
    return { grain, answer, past: measuredOf(answer, metric, today) }
  }
  const first = await read(near)
  const weekly = asked === undefined && near === 'day' && isPatchy(first.past) ? await read('week') : first
  const { grain, answer, past } = knownOf(weekly.past) >= fewest.week ? weekly : first
  const [shown] = answer.metrics
  if (!shown || shown.total.value === null) throw invalid(shown?.note ?? `${metric.name} was not measured.`)
  const ahead = comingOf(grain, past, end, today)
  checkPast(metric, grain, past, ahead.length)
  const isLevel = metric.make.kind === 'level'
  const values = past.map(({ value }) => value)
  const found = predict(values, { season: grain === 'day' ? 7 : 1, steps: ahead.length, isLevel })
  return {
    metric: { id: metric.id, name: metric.name, unit: metric.unit, formula: shown.formula },
    zone: timezone,
    grain,
    ...(filters ? { filters } : {}),
    history: past,
    points: found.points.map((point, at) => ({
      ...(ahead[at] ?? { from: until, to: until, label: until }),
      ...point,
    })),
    sum: addsUp(metric) ? found.sum : null,
    method: found.method,
    methodWords: methodWords(found, grain, isLevel),
    level,
    n: found.n,
    tested: found.tested,
    notes: answer.notes.filter((note) => note !== 'Today is not over yet.'),
  }
}

const addsUp = ({ make }: Metric) =>
  make.kind === 'sum' ||
  make.kind === 'sum_of' ||
  make.kind === 'growth' ||
  make.kind === 'published' ||
  (make.kind === 'inbox' && (make.what === 'received' || make.what === 'opened'))

const knownOf = (past: readonly Past[]) => past.filter(({ value }) => value !== null).length

/** Most days without a post: only weeks have a course that goes on. */
const isPatchy = (past: readonly Past[]) => past.filter(({ value }) => value === 0).length > past.length / 3

/** Whole days or weeks that are over. */
function pastOf(grain: Grain, today: Temporal.PlainDate): Period {
  const last = today.subtract({ days: grain === 'day' ? 1 : today.dayOfWeek })
  const first = last.subtract(lookBack[grain]).add({ days: 1 })
  return { from: first.toString(), to: last.toString() }
}

interface Past {
  from: string
  to: string
  label: string
  value: number | null
}

/** From the first that was measured to the last; days without a post count as nothing gathered. */
function measuredOf(answer: Answer, metric: Metric, today: Temporal.PlainDate): Past[] {
  const [shown] = answer.metrics
  const ofPosts = shown?.basis === 'posts'
  const gathers = ofPosts && (metric.make.kind === 'sum' || metric.make.kind === 'sum_of')
  const settled = today.subtract({ days: youngDays })
  const all = answer.buckets
    .map((bucket, at): Past => ({ ...bucket, value: answer.series[0]?.values[at] ?? null }))
    .filter(({ to }) => !ofPosts || Temporal.PlainDate.compare(to, settled) < 0)
  const first = all.findIndex(({ value }) => value !== null && value !== 0)
  const last = all.findLastIndex(({ value }) => value !== null)
  const some = first < 0 ? [] : all.slice(first, gathers ? all.length : last + 1)
  return gathers ? some.map((one) => ({ ...one, value: one.value ?? 0 })) : some
}

function comingOf(grain: Grain, past: readonly Past[], end: Temporal.PlainDate, today: Temporal.PlainDate) {
  const last = past.at(-1)?.to
  const from = last === undefined ? today : Temporal.PlainDate.from(last).add({ days: 1 })
  const sunday = end.add({ days: 7 - end.dayOfWeek })
  return bucketsOf({ from: from.toString(), to: (grain === 'week' ? sunday : end).toString() }, grain)
}

function checkPast(metric: Metric, grain: Grain, past: readonly Past[], steps: number): void {
  const known = knownOf(past)
  if (known < fewest[grain])
    throw invalid(
      `${metric.name} was measured on ${known} ${grain}s, which is too few to say how it goes on. It takes ${fewest[grain]}.${grain === 'week' ? ' Ask for a nearer day, by day.' : ''}`,
    )
  if (steps <= known) return
  throw invalid(
    `With ${known} measured ${grain}s I can say something about the next ${known} ${grain}s, not ${steps}. Ask for a nearer day.`,
  )
}

function methodWords({ method }: Prediction, grain: Grain, isLevel: boolean): string {
  if (method === 'drift') return 'goes on from where it stands, as fast as it did until now'
  if (method === 'trend')
    return grain === 'day' ? 'straight trend with the habit of each weekday' : 'straight trend'
  return isLevel || grain === 'week'
    ? `same as the last ${grain}, because no trend foretold the past better`
    : 'same weekday as last week, because no trend foretold the past better'
}
