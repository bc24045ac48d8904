import type { Unit } from '#contracts/chart.ts'
import { formatValue } from '#features/charts/index.ts'
import type { AnswerMetric, Figure } from '#features/metrics/index.ts'

/** "+12.3%", "−4 points"; undefined where there is nothing to say. */
export function changeWords({ change }: Figure, unit: Unit): string | undefined {
  if (change === null || change === undefined) return undefined
  const size = Math.round(Math.abs(change) * 10) / 10
  const sign = size === 0 ? '±' : change > 0 ? '+' : '−'
  return unit === 'percent' ? `${sign}${size} points` : `${sign}${formatValue(size, 'percent')}`
}

/** "up 12.3% on 1,098 before". */
export function changeSentence(metric: Pick<AnswerMetric, 'unit'>, figure: Figure): string | undefined {
  const words = changeWords(figure, metric.unit)
  if (words === undefined || figure.before === undefined) return undefined
  const was = `${formatValue(figure.before, metric.unit)} before`
  if (words.startsWith('±')) return `as good as unchanged from ${was}`
  return `${(figure.change ?? 0) > 0 ? 'up' : 'down'} ${words.slice(1)} on ${was}`
}
