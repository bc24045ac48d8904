import { toRrule, type Repeat } from '../calendar/repeat.ts'
import { plusDays, wallIn, weekdayOf } from '../calendar/wall.ts'

export interface SendingTime {
  repeat: Exclude<Repeat, 'none'>
  /** 1 is Monday; for weekly. */
  weekday: number
  /** 1 to 28, so that every month has it; for monthly. */
  monthDay: number
  /** `08:30` */
  clock: string
  zone: string
}

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What is missing, in words. */
export function timeFault({ clock, zone }: SendingTime): string | undefined {
  if (!/^\d{2}:\d{2}$/.test(clock)) return 'Choose a time.'
  return isZone(zone) ? undefined : 'There is no such time zone. Choose one, like Europe/Berlin.'
}

/** Begins on the first day that fits, in the zone's own days. */
export function rruleOf(time: SendingTime, nowMs: number): string {
  const today = wallIn(nowMs, time.zone).slice(0, 10)
  const days = Array.from({ length: 31 + 1 }, (_, later) => plusDays(today, later))
  const first = days.find((day) => fits(day, time)) ?? today
  return toRrule(time.repeat, `${first}T${time.clock}`, time.zone)
}

function fits(day: string, { repeat, weekday, monthDay }: SendingTime): boolean {
  switch (repeat) {
    case 'daily':
      return true
    case 'weekdays':
      return weekdayOf(day) <= 5
    case 'weekly':
      return weekdayOf(day) === weekday
    case 'monthly':
      return Number(day.slice(8)) === monthDay
  }
}

/** "Every Monday at 08:30 (Europe/Berlin)". */
export function timeWords({ repeat, weekday, monthDay, clock, zone }: SendingTime): string {
  const when = {
    daily: 'Every day',
    weekdays: 'Monday to Friday',
    weekly: `Every ${weekdays[weekday - 1] ?? 'week'}`,
    monthly: `On day ${monthDay} of every month`,
  }[repeat]
  return `${when} at ${clock} (${zone})`
}
