import { Temporal } from 'temporal-polyfill'
import { formatValue } from '#features/charts/index.ts'
import { periodWords } from '#features/metrics/index.ts'
import type { Answer } from '#features/metrics/index.ts'

/** Period with zone, formula, source, freshness and n: what makes a figure one that can be checked. */
export function quietLine(answer: Answer): string {
  const { zone, period, before, metrics } = answer
  const formulas = metrics.map((metric) => `${metric.name} = ${metric.formula}`)
  const ns = metrics.map((metric) => `n = ${formatValue(metric.total.n, 'count')} ${metric.of}`)
  return [
    `${periodWords(period)} (${zone})`,
    ...(before ? [`compared with ${periodWords(before)}`] : []),
    ...new Set(formulas),
    freshness(answer),
    ...new Set(ns),
  ].join(' · ')
}

function freshness({ fresh, zone, metrics }: Answer): string {
  if (fresh.newest === null || fresh.oldest === null)
    return metrics.some((metric) => metric.basis === 'inbox') ? 'from our own log' : 'nothing read yet'
  const at = (text: string) =>
    Temporal.Instant.from(text)
      .toZonedDateTimeISO(zone)
      .toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  const [oldest, newest] = [at(fresh.oldest), at(fresh.newest)]
  return oldest === newest ? `read ${newest}` : `read between ${oldest} and ${newest}`
}
