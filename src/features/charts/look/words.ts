import type { Unit } from '#contracts/chart.ts'

/** Days are said as people say them, where all are days. */
export function xLabels(names: readonly string[], most: number): (name: string, at: number) => string {
  const isDays = names.length > 0 && names.every((name) => /^\d{4}-\d\d-\d\d$/.test(name))
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
  return (name) => (isDays && !Number.isNaN(Date.parse(name)) ? day.format(new Date(name)) : cut(name, most))
}

/**
 * At most so many characters as people count them, in one line. ECharts keeps widths of texts as fields of a plain
 * object: "__proto__" would change every object of the page, so such names get a blank.
 */
export function cut(text: string, most: number): string {
  const line = text
    .slice(0, most * 20)
    .toWellFormed()
    .replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
  if (line in Object.prototype) return `${line}\u00a0`
  if (line.length <= most) return line
  const characters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment)
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}

const grouped = (value: number, digits: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits })

/** A figure as people read it; `short` for axes and labels. What was not measured is a dash, never zero. */
export function formatValue(value: number | null, unit: Unit, how: 'short' | 'full' = 'full'): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (unit === 'percent') return `${grouped(value, Math.abs(value) < 10 ? 2 : 1)}%`
  if (unit === 'seconds') return `${value < 0 ? '-' : ''}${duration(Math.abs(value))}`
  if (how === 'short') return compact(value)
  return unit === 'money'
    ? value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    : grouped(value, 2)
}

const compact = (value: number) =>
  Math.abs(value) >= 1e15
    ? value.toExponential(1)
    : new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
        .format(value)
        .replace('K', 'k')

function duration(seconds: number): string {
  if (seconds < 10) return `${grouped(seconds, 1)} s`
  const whole = Math.round(seconds)
  const parts: Array<[number, string]> = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first, first + 2)
    .flatMap(([count, name]) => (count > 0 ? [`${count} ${name}`] : []))
    .join(' ')
}
