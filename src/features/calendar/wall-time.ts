import { Temporal } from 'temporal-polyfill'
import { invalid } from '#kernel/errors.ts'

export interface PlannedTime {
  instant: Date
  /** `2026-11-21T09:00:00` */
  wall: string
  zone: string
}

/**
 * The instant of a wall clock. A time that the clocks skip, or that they show twice, is refused with both readings:
 * nothing is planned by a guess.
 */
export function atWall(wall: string, zone: string): PlannedTime {
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from(wall)
  } catch {
    throw invalid('This is not a date that exists. Write one like 2026-11-21T09:00.')
  }
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds !== later.epochMilliseconds) {
    const skipped = !earlier.toPlainDateTime().equals(plain)
    const day = plain.toPlainDate().toString()
    throw invalid(
      skipped
        ? `On ${day} the clocks of ${zone} skip ${clock(plain)}. Choose ${clock(earlier)} or ${clock(later)}.`
        : `On ${day} the clocks of ${zone} show ${clock(plain)} twice. Choose a time before or after that hour.`,
    )
  }
  return fromZoned(earlier)
}

const clock = (time: { hour: number; minute: number }) =>
  `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`

export function atInstant(instant: Date, zone: string): PlannedTime {
  return fromZoned(Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone))
}

export const fromZoned = (time: Temporal.ZonedDateTime): PlannedTime => ({
  instant: new Date(time.epochMilliseconds),
  wall: time.toPlainDateTime().toString({ smallestUnit: 'second' }),
  zone: time.timeZoneId,
})
