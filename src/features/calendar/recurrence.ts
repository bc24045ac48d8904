import { RRuleTemporal } from 'rrule-temporal'
import { toText } from 'rrule-temporal/totext'
import { Temporal } from 'temporal-polyfill'
import { invalid } from '#kernel/errors.ts'
import { fromZoned } from './wall-time.ts'
import type { PlannedTime } from './wall-time.ts'

/** More often than this is spam, or a slip. */
const leastMinutes = 30

export interface Recurrence {
  zone: string
  words: string
  /** Times after one instant, in order, at most so many. */
  after(instant: Date, most: number): PlannedTime[]
  between(from: Date, to: Date, most: number): PlannedTime[]
}

/**
 * A rule of RFC 5545 with `DTSTART;TZID=`. It keeps its wall time over changes of the clocks; a time that the
 * clocks skip moves forward by the gap, one that they show twice is taken the first time.
 */
export function parseRecurrence(rrule: string): Recurrence {
  const rule = readRule(rrule)
  const start = rule.options().dtstart
  if (!start || !/DTSTART;TZID=/.test(rrule))
    throw invalid(
      'A repetition needs its first time with a zone, like DTSTART;TZID=Europe/Berlin:20261123T083000.',
    )
  const [first, second] = rule.all((_, index) => index < 2)
  if (!first) throw invalid('This rule never happens. Look at its days and its end.')
  if (second && second.since(first).total('minutes') < leastMinutes)
    throw invalid('This rule repeats more often than every half hour. Choose a longer pause.')
  const zone = start.timeZoneId
  const clock = start.toPlainTime()
  return {
    zone,
    words: toText(rule),
    after(instant, most) {
      const found: PlannedTime[] = []
      let from = zoned(instant, zone)
      while (found.length < most) {
        const next = rule.next(from, false)
        if (!next) break
        found.push(onTheClock(next, clock))
        from = next
      }
      return found
    },
    between(from, to, most) {
      return rule
        .between(zoned(from, zone), zoned(to, zone), true)
        .slice(0, most)
        .map((time) => onTheClock(time, clock))
    },
  }
}

const zoned = (instant: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone)

function readRule(rrule: string): RRuleTemporal {
  try {
    return new RRuleTemporal({ rruleString: rrule.trim() })
  } catch (error) {
    throw invalid(
      `This repetition cannot be read${error instanceof Error ? ` (${error.message})` : ''}. Choose it anew.`,
    )
  }
}

/** The same clock on every day: a day whose clocks skip it gets the time after the gap. */
function onTheClock(time: Temporal.ZonedDateTime, clock: Temporal.PlainTime): PlannedTime {
  const sameClock = time.toPlainTime().equals(clock)
  if (sameClock) {
    const first = time.toPlainDateTime().toZonedDateTime(time.timeZoneId, { disambiguation: 'earlier' })
    return fromZoned(first)
  }
  return fromZoned(time)
}
