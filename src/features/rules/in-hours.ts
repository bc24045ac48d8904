import { Temporal } from 'temporal-polyfill'

export interface HourSpan {
  weekdays: readonly number[]
  from: string
  to: string
  zone: string
}

interface LocalTime {
  weekday: number
  minute: number
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

export function localTime(at: Date, zone: string): LocalTime {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  return { weekday: local.dayOfWeek, minute: local.hour * 60 + local.minute }
}

/** By the clock on the wall there, so that summer time needs no care. A span over midnight is its first day's. */
export function isInHours(span: HourSpan, { weekday, minute }: LocalTime): boolean {
  const from = minutesOf(span.from)
  const to = minutesOf(span.to)
  const dayBefore = weekday === 1 ? 7 : weekday - 1
  if (from < to) return span.weekdays.includes(weekday) && minute >= from && minute < to
  if (from === to) return span.weekdays.includes(weekday)
  if (minute >= from) return span.weekdays.includes(weekday)
  return minute < to && span.weekdays.includes(dayBefore)
}
