import type { Temporal } from 'temporal-polyfill'
import type { Lang } from '../lexicon/lexicon.ts'
import { dateOf, isBefore, type Written } from './dates.ts'
import type { Unit } from './numbers.ts'

/** A stretch of days that a question is about; both ends belong to it. */
export interface Period {
  from: Temporal.PlainDate
  to: Temporal.PlainDate
  /** What one step before it is: the week before, the month before. */
  unit?: Unit
  many?: number
  /** Still running: 'this week', 'since Monday'. */
  toDate?: boolean
  /** The name that it has in a report, which is asked anew each time. */
  rolling?: string
}

export interface Today {
  today: Temporal.PlainDate
  lang: Lang
}

export type Groups = Record<string, string | undefined>

export interface Rule {
  source: (lang: Lang) => string
  read: (groups: Groups, today: Today, inner: (text: string) => Period | undefined) => Period | undefined
}

export const earliest = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (isBefore(a, b) ? a : b)
export const day = (on: Temporal.PlainDate): Period => ({ from: on, to: on, unit: 'day' })

/** The year of a date without one: the most recent that has begun. */
export const begun = (written: Written, today: Temporal.PlainDate) => {
  if (written.year !== undefined) return written.year
  const start = dateOf(today.year, written.month, written.day ?? 1)
  return start && !isBefore(today, start) ? today.year : today.year - 1
}

export function datePeriod(written: Written, today: Temporal.PlainDate): Period | undefined {
  const year = begun(written, today)
  if (written.day !== undefined) {
    const on = dateOf(year, written.month, written.day)
    return on && day(on)
  }
  const from = dateOf(year, written.month, 1)
  if (!from) return undefined
  const end = from.with({ day: from.daysInMonth })
  return {
    from,
    to: earliest(end, isBefore(from, today) ? today : end),
    unit: 'month',
    ...(isBefore(today, end) && { toDate: true }),
  }
}
