import type { Unit } from '#contracts/chart.ts'
import type { AnswerMetric, Figure } from '#features/metrics/index.ts'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const money = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** A figure for people: "12,345", "3.4 %", "1 h 5 min". Not measured is a dash, never zero. */
export function figureWords(value: number | null, unit: Unit): string {
  if (value === null) return '–'
  switch (unit) {
    case 'count':
      return whole.format(value)
    case 'percent':
      return `${oneDigit.format(value)} %`
    case 'money':
      return money.format(value)
    case 'seconds':
      return durationWords(value)
  }
}

function durationWords(seconds: number): string {
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${rounded} s`
  const minutes = Math.round(rounded / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}

/** "+12.3 %", "−4 points"; undefined where there is nothing to say. */
export function changeWords({ change }: Figure, unit: Unit): string | undefined {
  if (change === null || change === undefined) return undefined
  const size = oneDigit.format(Math.abs(change))
  const sign = size === '0' ? '±' : change > 0 ? '+' : '−'
  return unit === 'percent' ? `${sign}${size} points` : `${sign}${size} %`
}

/** "up 12.3 % on 1,098 before". */
export function changeSentence(metric: Pick<AnswerMetric, 'unit'>, figure: Figure): string | undefined {
  const words = changeWords(figure, metric.unit)
  if (words === undefined || figure.before === undefined) return undefined
  const was = `${figureWords(figure.before, metric.unit)} before`
  if (words.startsWith('±')) return `as good as unchanged from ${was}`
  return `${(figure.change ?? 0) > 0 ? 'up' : 'down'} ${words.slice(1)} on ${was}`
}
