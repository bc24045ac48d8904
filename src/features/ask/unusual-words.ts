import { Temporal } from 'temporal-polyfill'
import { formatValue } from '#features/charts/index.ts'
import type { Answer, UnusualDay } from '#features/metrics/index.ts'
import { roughly } from './roughly.ts'

/** "Tuesday 10 Nov was unusual: 3,100, usually 900 to 1,400 (n = 12 Tuesdays)." The farthest day is named. */
export function unusualWords(answer: Answer, days: readonly UnusualDay[]): string | undefined {
  const [most, ...others] = days
  const [metric] = answer.metrics
  if (!most || !metric) return undefined
  const day = Temporal.PlainDate.from(most.day)
  const weekday = day.toLocaleString('en-GB', { weekday: 'long' })
  const value = (number: number) => formatValue(roughly(number, metric.unit), metric.unit)
  const more =
    others.length > 0
      ? ` So ${others.length === 1 ? 'was 1 other day' : `were ${others.length} other days`}.`
      : ''
  return `${weekday} ${day.toLocaleString('en-GB', { day: 'numeric', month: 'short' })} was unusual: ${value(most.value)}, usually ${value(most.low)} to ${value(most.high)} (n = ${most.n} ${weekday}s before).${more}`
}
