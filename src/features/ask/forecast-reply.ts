import type { Chart } from '#contracts/chart.ts'
import { reply } from '#contracts/reply.ts'
import type { Reply } from '#contracts/reply.ts'
import { formatValue } from '#features/charts/index.ts'
import { periodWords } from '#features/metrics/index.ts'
import type { ForecastAnswer } from '#features/metrics/index.ts'
import { roughly } from './roughly.ts'

/** So much of the past stands beside what comes. */
const shownPast = { day: 56, week: 26 } as const
const mostRows = 10

/** What may come, with its range; drawn as not measured. */
export function forecastReply(answer: ForecastAnswer): Reply {
  const { metric, points, grain } = answer
  const value = (number: number) => formatValue(roughly(number, metric.unit), metric.unit)
  const shown = points.length <= mostRows ? points : sample(points)
  return reply(
    { kind: 'text', text: sentenceOf(answer) },
    { kind: 'chart', chart: forecastChart(answer) },
    {
      kind: 'table',
      columns: [grain === 'day' ? 'Day' : 'Week from', 'About', 'From', 'To'],
      rows: shown.map((point) => [point.label, value(point.value), value(point.low), value(point.high)]),
    },
    ...answer.notes.map((text) => ({ kind: 'text' as const, tone: 'quiet' as const, text })),
    { kind: 'text', tone: 'quiet', text: quietOf(answer) },
  )
}

function sentenceOf({ metric, points, sum, level }: ForecastAnswer): string {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return ''
  const value = (number: number) => formatValue(roughly(number, metric.unit), metric.unit)
  const range = (one: { low: number; high: number }) => `${value(one.low)} and ${value(one.high)}`
  const within = (one: { low: number; high: number }) =>
    value(one.low) === value(one.high)
      ? 'with no spread in the past to make a range of'
      : `in ${level / 10} of 10 cases between ${range(one)}`
  if (sum)
    return `${metric.name} ${periodWords({ from: first.from, to: last.to })}: about ${value(sum.value)} in all, ${within(sum)}.`
  return `${metric.name} on ${periodWords({ from: last.to, to: last.to })}: about ${value(last.value)}, ${within(last)}.`
}

function quietOf({ zone, grain, methodWords, n, tested, metric, history }: ForecastAnswer): string {
  const [first, last] = [history[0], history.at(-1)]
  const miss = (value: number) => formatValue(roughly(value, metric.unit), metric.unit)
  return [
    `Forecast (${zone}), not measured`,
    methodWords,
    `tested on the last ${tested.steps} ${grain}s: it missed by ${miss(tested.miss)} on average, “same as last ${grain === 'day' ? 'time' : 'week'}” by ${miss(tested.naiveMiss)}`,
    `${metric.name} = ${metric.formula}`,
    ...(first && last ? [`learnt from ${periodWords({ from: first.from, to: last.from })}`] : []),
    `n = ${n} ${grain}s`,
  ].join(' · ')
}

export function forecastChart(answer: ForecastAnswer): Chart {
  const { metric, points, grain, level } = answer
  const past = answer.history.slice(-shownPast[grain])
  const gap = past.map(() => null)
  const ahead = (pick: 'value' | 'low' | 'high') => [...gap, ...points.map((point) => point[pick])]
  const title = `${metric.name}, forecast`
  return {
    kind: 'line',
    title,
    unit: metric.unit,
    x: [...past, ...points].map(({ label }) => label),
    series: [
      { name: metric.name, values: [...past.map(({ value }) => value), ...points.map(() => null)] },
      { name: 'Forecast', values: ahead('value'), role: 'forecast' },
      { name: `${level}% range: low`, values: ahead('low'), role: 'low' },
      { name: 'high', values: ahead('high'), role: 'high' },
    ],
    alt: `${title}. ${sentenceOf(answer)} Drawn dashed, with a band for the range.`,
  }
}

/** The first, the last, and some between. */
function sample<T>(points: readonly T[]): T[] {
  const step = (points.length - 1) / (mostRows - 1)
  return Array.from({ length: mostRows }, (_, at) => points[Math.round(at * step)]).flatMap((one) =>
    one === undefined ? [] : [one],
  )
}
