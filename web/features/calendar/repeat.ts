import { dayOf, weekdayOf } from './wall.ts'

export const repeats = ['none', 'daily', 'weekdays', 'weekly', 'monthly'] as const
export type Repeat = (typeof repeats)[number]

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const nameOf = (wall: string) => dayNames[weekdayOf(wall) - 1] ?? 'week'

/** Each choice in words, with the day that was chosen. */
export const repeatWords = (wall: string): Record<Repeat, string> => ({
  none: 'Does not repeat',
  daily: 'Every day',
  weekdays: 'Monday to Friday',
  weekly: `Every ${nameOf(wall)}`,
  monthly: `On day ${Number(dayOf(wall).slice(8))} of every month`,
})

const plain = (wall: string) => wall.replace(/[-:]/g, '')

/** RFC 5545 in wall-clock time: it keeps its hour when the clocks change. */
export function toRrule(repeat: Exclude<Repeat, 'none'>, wall: string, zone: string, until?: string): string {
  const rule = {
    daily: 'FREQ=DAILY',
    weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    weekly: `FREQ=WEEKLY;BYDAY=${days[weekdayOf(wall) - 1] ?? 'MO'}`,
    monthly: `FREQ=MONTHLY;BYMONTHDAY=${Number(dayOf(wall).slice(8))}`,
  }[repeat]
  const end = until ? `;UNTIL=${plain(until)}T235959Z` : ''
  return `DTSTART;TZID=${zone}:${plain(wall)}00\nRRULE:${rule}${end}`
}
