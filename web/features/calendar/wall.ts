/** Wall clocks as `2026-11-24T09:00`, without a zone. */

const two = (figure: number) => String(figure).padStart(2, '0')

/** What a clock in this zone shows at the instant. */
export function wallIn(instant: string | number | Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(instant))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

export const dayOf = (wall: string): string => wall.slice(0, 10)
export const clockOf = (wall: string): string => wall.slice(11, 16)

/** The same clock so many days later. */
export function plusDays(wall: string, days: number): string {
  const date = new Date(`${dayOf(wall)}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
  return wall.length > 10 ? `${day}T${clockOf(wall)}` : day
}

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${dayOf(to)}T00:00:00Z`) - Date.parse(`${dayOf(from)}T00:00:00Z`)) / 86_400_000)

/** 1 is Monday. */
export const weekdayOf = (day: string): number => new Date(`${dayOf(day)}T00:00:00Z`).getUTCDay() || 7

export const mondayOf = (day: string): string => plusDays(dayOf(day), 1 - weekdayOf(day))
export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`

export function plusMonths(day: string, months: number): string {
  const date = new Date(`${firstOfMonth(day)}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + months)
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-01`
}

/** The weeks that a month's page shows, from Monday on. */
export function monthDays(day: string): string[] {
  const first = mondayOf(firstOfMonth(day))
  const next = plusMonths(day, 1)
  const weeks = Math.ceil(daysBetween(first, next) / 7)
  return Array.from({ length: weeks * 7 }, (_, index) => plusDays(first, index))
}

export const weekDays = (day: string): string[] =>
  Array.from({ length: 7 }, (_, index) => plusDays(mondayOf(day), index))

/** The instant at which this zone's clocks show the wall time; where they skip it, the time after the gap. */
export function instantOf(wall: string, zone: string): Date {
  const meant = Date.parse(`${wall}Z`)
  const offsetAt = (at: number) => Date.parse(`${wallIn(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000
  const guess = meant - offsetAt(meant)
  return new Date(meant - offsetAt(guess))
}

/** A day in words, as a clock without zones has it. */
export const dayWords = (day: string, options: Intl.DateTimeFormatOptions, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${dayOf(day)}T00:00:00Z`))
