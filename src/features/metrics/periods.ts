import { Temporal } from 'temporal-polyfill'
import { invalid } from '#kernel/errors.ts'
import type { Grain, Period, Question } from './schema.ts'

export interface Bucket {
  from: string
  to: string
  label: string
}

type Day = Temporal.PlainDate
const dayOf = (text: string): Day => Temporal.PlainDate.from(text)
const period = (from: Day, to: Day): Period => ({ from: from.toString(), to: to.toString() })
const later = (a: Day, b: Day) => (Temporal.PlainDate.compare(a, b) > 0 ? a : b)
const earlier = (a: Day, b: Day) => (Temporal.PlainDate.compare(a, b) < 0 ? a : b)

export const todayIn = (zone: string, now: Date): Day =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()

/** First instant of the first day, and of the day after the last. */
export function instantsOf({ from, to }: Period, zone: string): { from: Date; to: Date } {
  const start = (day: Day) => new Date(day.toZonedDateTime(zone).epochMilliseconds)
  return { from: start(dayOf(from)), to: start(dayOf(to).add({ days: 1 })) }
}

const daysIn = ({ from, to }: Period): number => dayOf(from).until(dayOf(to), { largestUnit: 'day' }).days + 1

type Unit = 'week' | 'month' | 'quarter' | 'year'
const units: Unit[] = ['week', 'month', 'quarter', 'year']

function firstOf(unit: Unit, day: Day): Day {
  switch (unit) {
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 })
    case 'month':
      return day.with({ day: 1 })
    case 'quarter':
      return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) })
    case 'year':
      return day.with({ day: 1, month: 1 })
  }
}

const step: Record<Unit, { days?: number; months?: number }> = {
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { months: 12 },
}

/** The days that a question is compared with; undefined when it asks for no comparison. */
export function compareOf({ period: asked, compare }: Question, today: Day): Period | undefined {
  if (compare === undefined || typeof compare === 'object') return compare
  return compare === 'previous_year' ? yearBefore(asked) : periodBefore(asked, today)
}

/**
 * A whole week, month, quarter or year: the one before. One that runs until today: as many days from the first day
 * of the one before. Anything else: as many days right before.
 */
function periodBefore(asked: Period, today: Day): Period {
  const [from, to] = [dayOf(asked.from), dayOf(asked.to)]
  const length = daysIn(asked)
  for (const unit of units) {
    if (!firstOf(unit, from).equals(from)) continue
    const last = from.add(step[unit]).subtract({ days: 1 })
    const start = from.subtract(step[unit])
    if (last.equals(to)) return period(start, from.subtract({ days: 1 }))
    const running = to.equals(today) && length > 1 && Temporal.PlainDate.compare(to, last) < 0
    if (running) return period(start, earlier(start.add({ days: length - 1 }), from.subtract({ days: 1 })))
  }
  return period(from.subtract({ days: length }), from.subtract({ days: 1 }))
}

/** The same dates a year earlier; for one whole week the week of the same number. */
function yearBefore(asked: Period): Period {
  const [from, to] = [dayOf(asked.from), dayOf(asked.to)]
  if (from.dayOfWeek === 1 && daysIn(asked) === 7) {
    const year = (from.yearOfWeek ?? from.year) - 1
    // 4 January is always in week 1; a week 53 that the year before did not have is its last.
    const first = firstOf('week', Temporal.PlainDate.from({ year, month: 1, day: 4 }))
    const start = first.add({ days: 7 * ((from.weekOfYear ?? 1) - 1) })
    const monday = start.yearOfWeek === year ? start : start.subtract({ days: 7 })
    return period(monday, monday.add({ days: 6 }))
  }
  return period(from.subtract({ years: 1 }), to.subtract({ years: 1 }))
}

const mostBuckets = 800

/** The period cut at midnights, Mondays or first days; the ends may be shorter than the rest. */
export function bucketsOf(asked: Period, grain: Grain): Bucket[] {
  const [from, to] = [dayOf(asked.from), dayOf(asked.to)]
  const buckets: Bucket[] = []
  let start = grain === 'day' ? from : firstOf(grain, from)
  while (Temporal.PlainDate.compare(start, to) <= 0) {
    if (buckets.length === mostBuckets)
      throw invalid('That is too many steps to show. Ask per week or per month, or for a shorter time.')
    const next = start.add(grain === 'month' ? { months: 1 } : { days: grain === 'week' ? 7 : 1 })
    const inside = { from: later(start, from), to: earlier(next.subtract({ days: 1 }), to) }
    buckets.push({ ...period(inside.from, inside.to), label: labelOf(grain, start, inside.from) })
    start = next
  }
  return buckets
}

function labelOf(grain: Grain, start: Day, shown: Day): string {
  if (grain === 'month') return start.toLocaleString('en-GB', { month: 'short', year: 'numeric' })
  return shown.toLocaleString('en-GB', { day: 'numeric', month: 'short' })
}

/** As SQL's date_trunc names the bucket of a day. */
export const bucketKey = (bucket: Bucket, grain: Grain): string =>
  grain === 'day' ? bucket.from : firstOf(grain, dayOf(bucket.from)).toString()

/** For people: "1–30 Oct 2026". */
export function periodWords({ from, to }: Period): string {
  const [a, b] = [dayOf(from), dayOf(to)]
  const full = (day: Day) => day.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  if (a.equals(b)) return full(a)
  if (a.year === b.year && a.month === b.month) return `${a.day}–${full(b)}`
  if (a.year === b.year)
    return `${a.toLocaleString('en-GB', { day: 'numeric', month: 'short' })} – ${full(b)}`
  return `${full(a)} – ${full(b)}`
}
