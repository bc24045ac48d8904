import { formatValue } from '#features/charts/option.ts'
import type { Answer, AnswerMetric, Figure } from '#features/metrics/schema.ts'

/** "up 12.3% on 1,098 before"; undefined where nothing is compared. */
export function changeWords(
  { value, before, change }: Figure,
  unit: AnswerMetric['unit'],
): { arrow: '↑' | '↓' | '→' | ''; words: string } | undefined {
  if (before === undefined || value === null) return undefined
  if (before === null || change === null || change === undefined)
    return { arrow: '', words: before === 0 ? 'none before' : 'not measured before' }
  const size = Math.round(Math.abs(change) * 10) / 10
  const was = `on ${formatValue(before, unit)} before`
  if (size === 0) return { arrow: '→', words: 'as before' }
  const much = unit === 'percent' ? `${size} points` : formatValue(size, 'percent')
  return { arrow: change > 0 ? '↑' : '↓', words: `${change > 0 ? 'up' : 'down'} ${much} ${was}` }
}

const clock = (at: string, zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(new Date(at))

/** How much is behind it, and how old it is. */
export function basisWords({ metrics, fresh, zone }: Answer): string {
  const [metric] = metrics
  if (!metric) return ''
  const n = `n = ${formatValue(metric.total.n, 'count')} ${metric.of}`
  const read =
    fresh.newest === null
      ? metric.basis === 'inbox'
        ? 'from our own log'
        : undefined
      : `read ${clock(fresh.newest, zone)}`
  return [n, read].filter((part) => part !== undefined).join(' · ')
}
