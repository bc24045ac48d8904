import { Temporal } from 'temporal-polyfill'
import { whole } from '../lexicon/phrases.ts'
import type { Lang } from '../lexicon/lexicon.ts'
import { blank, copy, findPattern, has, take, takePattern, typed, type Line } from '../line.ts'
import { takeBareHour, takeClock, type Part } from './clock.ts'
import { takeDay, type Day } from './days.ts'
import { numberSource, readNumber, unitOf, unitSource } from './numbers.ts'
import { ruleText, takeRecurrence, type Recurrence } from './recurrence.ts'
import { takeZone } from './zones.ts'

/** What is said of when something is to happen, before it is known what it happens to. */
export interface When {
  slot?: true
  /** Written as machines write it: 2026-12-01T09:00:00Z. */
  stamp?: Temporal.ZonedDateTime
  rule?: Recurrence
  /** "in 2 hours": counted from now. */
  ahead?: Temporal.Duration
  /** "two hours later": counted from the time that the thing has. */
  shift?: Temporal.Duration
  day?: Day
  time?: Temporal.PlainTime | 'unclear'
  part?: Part
  zone?: string
}

export const saysWhen = (when: When) => Object.keys(when).length > 0

/**
 * Reads the time out of the words and takes them from the line. chrono-node is not used here: it guesses where we
 * must ask (a bare hour, 3/12, "next Saturday", CST), has no word for a slot, a shift or a rule, and would read
 * times out of words that mean something else.
 */
export function takeWhen(
  line: Line,
  now: Temporal.ZonedDateTime,
  lang: Lang,
  can: { shift?: boolean } = {},
): When {
  if (take(line, 'slot')) return { slot: true }
  const stamp = takeStamp(line, now.timeZoneId)
  if (stamp) return { stamp }
  const rule = takeRecurrence(line, now.toPlainDate(), lang)
  const ahead = takeAhead(line)
  if (ahead) return { ahead }
  const shift = can.shift ? takeShift(line) : undefined
  if (shift) return { shift }
  const clock = takeClock(line)
  const zone = takeZone(line, clock.at, lang === 'en' || lang === 'de')
  const day = rule ? undefined : takeDay(line, now.toPlainDate(), lang)
  const withHour = takeBareHour(line, day?.tonight ? { part: 'evening', ...clock } : clock, lang, day?.end)
  const late = zone ?? takeZone(line, withHour.at, lang === 'en' || lang === 'de')
  return {
    ...(rule && { rule }),
    ...(day && { day }),
    ...(withHour.time && { time: day?.tonight ? evening(withHour.time) : withHour.time }),
    ...(withHour.part && { part: withHour.part }),
    ...(late && { zone: late }),
  }
}

const stampSource =
  '20\\d\\d-\\d\\d-\\d\\dt\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?<offset>z|[+-]\\d\\d:?\\d\\d)?(?<zone>\\[[^\\]]+\\])?'

/** ISO 8601; without an offset it is a time on the wall at home. One that no calendar has is no stamp. */
function takeStamp(line: Line, home: string): Temporal.ZonedDateTime | undefined {
  const found = findPattern(line, whole(stampSource))
  if (!found) return undefined
  const text = typed(line, found.start, found.end)
  try {
    const { offset, zone } = found.groups
    const stamp =
      zone !== undefined
        ? Temporal.ZonedDateTime.from(text)
        : offset !== undefined
          ? Temporal.Instant.from(text).toZonedDateTimeISO(home)
          : Temporal.PlainDateTime.from(text).toZonedDateTime(home, { disambiguation: 'reject' })
    blank(line, found.start, found.end)
    return stamp
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const evening = (time: Temporal.PlainTime | 'unclear') =>
  time !== 'unclear' && time.hour < 12 && time.hour >= 4 ? time.add({ hours: 12 }) : time

const amount = () =>
  `(?<count>${numberSource()}) ?(?<unit>${unitSource('minute', 'hour', 'day', 'week')})(?<half> and a half| y media| et demie?)?`

function takeAhead(line: Line): Temporal.Duration | undefined {
  const found =
    takePattern(
      line,
      whole(
        `(?:in|en|dentro de|dans|d ici) ${amount().replace(unitSource('minute', 'hour', 'day', 'week'), unitSource('minute', 'hour'))}`,
      ),
    ) ?? takePattern(line, whole(`${amount()} from now`))
  return found && duration(found.groups)
}

/** "for 2 hours", as a snooze says it. */
export function takeSpan(line: Line): Temporal.Duration | undefined {
  const found =
    takePattern(
      line,
      whole(`(?:for|fur|por|durante|pour|pendant|um|de|by|another|in|en|dans) ${amount()}`),
    ) ?? takePattern(line, whole(amount()))
  return found && duration(found.groups)
}

function takeShift(line: Line): Temporal.Duration | undefined {
  const probe = copy(line)
  const found = takePattern(probe, whole(`(?<by>in |en |dans |dentro de )?${amount()}`))
  if (!found || found.groups['by'] !== undefined) return undefined
  const span = duration(found.groups)
  const direction = has(probe, 'do:earlier')
    ? -1
    : has(probe, 'do:later') || /(?:um|by|de|d) *¦/.test(probe.clean)
      ? 1
      : 0
  if (!span || direction === 0) return undefined
  line.clean = probe.clean
  return direction < 0 ? span.negated() : span
}

function duration(groups: Record<string, string | undefined>): Temporal.Duration | undefined {
  const count = readNumber(groups['count'] ?? '') + (groups['half'] === undefined ? 0 : 0.5)
  const unit = unitOf(groups['unit'] ?? '')
  if (!Number.isFinite(count) || unit === undefined) return undefined
  if (unit === 'hour' || unit === 'minute')
    return Temporal.Duration.from({ minutes: Math.round(count * (unit === 'hour' ? 60 : 1)) })
  return Number.isInteger(count) ? Temporal.Duration.from({ [`${unit}s`]: count }) : undefined
}

export type Instant = { at: string } | { slot: 'next_free' } | { rrule: string } | 'unclear'

/**
 * The instant that is meant, or 'unclear' when it could be several or none: then we ask. `had` is the time of the
 * thing so far; `partHours` says whether a day or a part of it is enough (a snooze), or not (a post).
 */
export function resolveWhen(
  when: When,
  now: Temporal.ZonedDateTime,
  { had, partHours }: { had?: Temporal.ZonedDateTime | undefined; partHours?: Record<Part, number> } = {},
): Instant {
  if (when.slot) return { slot: 'next_free' }
  if (when.stamp) return later(when.stamp, now)
  if (when.zone === 'unclear' || when.time === 'unclear' || when.day?.unclear) return 'unclear'
  const zone = when.zone ?? now.timeZoneId
  if (when.rule) {
    const rrule = when.time && ruleText(when.rule, when.time, zone, now)
    return rrule ? { rrule } : 'unclear'
  }
  if (when.ahead) return { at: now.add(when.ahead).toString() }
  if (when.shift) return had ? later(had.add(when.shift), now) : 'unclear'
  const time =
    when.time ?? fromPart(when, partHours) ?? (when.part ? undefined : had?.withTimeZone(zone).toPlainTime())
  if (!time) return 'unclear'
  if (!when.day && !had && !partHours) return nearest(time, zone, now)
  const day = dayFor(when, time, zone, now, had)
  return day && (!when.day?.vague || partHours) ? instant(day, time, zone, now) : 'unclear'
}

function fromPart(when: When, partHours: Record<Part, number> | undefined) {
  if (!partHours || (!when.part && !when.day)) return undefined
  return Temporal.PlainTime.from({ hour: partHours[when.part ?? 'morning'] })
}

/** A time without a day belongs to today; if that has passed, nobody said which day. */
const nearest = (time: Temporal.PlainTime, zone: string, now: Temporal.ZonedDateTime) =>
  instant(now.withTimeZone(zone).toPlainDate(), time, zone, now)

function dayFor(
  when: When,
  time: Temporal.PlainTime,
  zone: string,
  now: Temporal.ZonedDateTime,
  had: Temporal.ZonedDateTime | undefined,
) {
  if (!when.day) return had ? had.withTimeZone(zone).toPlainDate() : now.withTimeZone(zone).toPlainDate()
  const { date, ifPassed } = when.day
  if (!date || !ifPassed) return date
  const passed =
    Temporal.ZonedDateTime.compare(date.toZonedDateTime({ timeZone: zone, plainTime: time }), now) <= 0
  return passed ? ifPassed : date
}

function instant(
  day: Temporal.PlainDate,
  time: Temporal.PlainTime,
  zone: string,
  now: Temporal.ZonedDateTime,
): Instant {
  const wall = day.toPlainDateTime(time)
  const [earlier, laterOne] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(zone, { disambiguation }),
  )
  // The clocks skip this time or show it twice.
  if (!earlier || !laterOne || earlier.epochNanoseconds !== laterOne.epochNanoseconds) return 'unclear'
  return later(earlier, now)
}

const later = (at: Temporal.ZonedDateTime, now: Temporal.ZonedDateTime): Instant =>
  Temporal.ZonedDateTime.compare(at, now) > 0 ? { at: at.toString() } : 'unclear'
