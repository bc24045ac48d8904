import type { Chart } from '#contracts/chart.ts'
import type { Answer, AnswerMetric } from '#features/metrics/index.ts'
import { periodWords } from '#features/metrics/index.ts'
import { formatValue } from '#features/charts/index.ts'
import { changeWords } from './change-words.ts'

const mostBars = 15

/** The chart of an answer: lines over time, bars of what is compared; none of a single figure. */
export function chartOf(answer: Answer): Chart | undefined {
  const [metric] = answer.metrics
  if (!metric) return undefined
  const title = `${metric.name}, ${periodWords(answer.period)}`
  const chart = answer.buckets.length > 1 ? lines(answer, metric, title) : bars(answer, metric, title)
  const measured = chart?.series.some((series) => series.values.some((value) => value !== null))
  return measured ? chart : undefined
}

function lines(answer: Answer, metric: AnswerMetric, title: string): Chart {
  const { series, buckets } = answer
  const alone = series.length === 1
  return {
    kind: 'line',
    title,
    unit: metric.unit,
    x: buckets.map((bucket) => bucket.label),
    series: series.flatMap((one) => [
      { name: one.label, values: one.values },
      // The past of eight lines is a tangle.
      ...(alone && one.before ? [{ name: 'Before', values: one.before, role: 'before' as const }] : []),
    ]),
    alt: `${title}. ${series.map((one) => edgesOf(one.label, one.values, answer, metric)).join(' ')}`,
  }
}

function edgesOf(
  name: string,
  values: Array<number | null>,
  { buckets }: Answer,
  metric: AnswerMetric,
): string {
  const measured = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]))
  const [first] = measured
  if (!first) return `${name}: not measured.`
  const most = measured.reduce((best, one) => (one.value > best.value ? one : best), first)
  const least = measured.reduce((best, one) => (one.value < best.value ? one : best), first)
  const words = ({ value, at }: typeof first) =>
    `${formatValue(value, metric.unit)} (${buckets[at]?.label ?? ''})`
  return `${name}: most ${words(most)}, least ${words(least)}.`
}

function bars(answer: Answer, metric: AnswerMetric, title: string): Chart | undefined {
  if (answer.rows.length < 2) return undefined
  const rows = answer.rows.slice(0, mostBars)
  const values = (pick: 'value' | 'before') => rows.map((row) => row.figures[0]?.[pick] ?? null)
  return {
    kind: 'bar',
    title,
    unit: metric.unit,
    x: rows.map((row) => row.label),
    series: [
      { name: metric.name, values: values('value') },
      ...(answer.before ? [{ name: 'Before', values: values('before'), role: 'before' as const }] : []),
    ],
    alt: `${title}. ${rows.map((row) => rowWords(row.label, row.figures[0], metric)).join('; ')}.`,
  }
}

function rowWords(label: string, figure: AnswerMetric['total'] | undefined, metric: AnswerMetric): string {
  if (!figure || figure.value === null) return `${label}: not measured`
  const change = changeWords(figure, metric.unit)
  return `${label}: ${formatValue(figure.value, metric.unit)}${change === undefined ? '' : ` (${change})`}`
}
