import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { parseRecurrence } from '../../src/features/calendar/recurrence.ts'
import { sample, seed } from './whole.ts'

const years = 5
const first = 2026

/** Days on which the clocks of a zone change, over five years. */
function changes(zone: string): Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = []
  let at: Temporal.ZonedDateTime | null = Temporal.PlainDate.from(`${first}-01-01`).toZonedDateTime(zone)
  while (at) {
    at = at.getTimeZoneTransition('next')
    if (!at || at.year >= first + years) break
    found.push(at)
  }
  return found
}

it(`daily at any clock keeps its wall time in every zone, over every change of the clocks (seed ${seed})`, () => {
  const zones = Intl.supportedValuesOf('timeZone')
  const some = sample(
    zones.filter((_, at) => (at + seed) % 12 === 0),
    zones,
  )
  let gaps = 0
  let overlaps = 0
  for (const zone of some) {
    for (const change of changes(zone)) {
      const before = change.subtract({ nanoseconds: 1 })
      const gapMinutes = (change.offsetNanoseconds - before.offsetNanoseconds) / 60e9
      if (gapMinutes === 0) continue
      // In the middle of the hour that is skipped or shown twice.
      const middle = (gapMinutes > 0 ? before.toPlainDateTime() : change.toPlainDateTime())
        .add({ minutes: Math.round(Math.abs(gapMinutes) / 2) })
        .round({ smallestUnit: 'minute' })
      const start = middle.toPlainDate().subtract({ days: 3 })
      const clock = middle.toPlainTime()
      const stamp = `${start.toString().replaceAll('-', '')}T${clock.toString({ smallestUnit: 'second' }).replaceAll(':', '')}`
      const rule = parseRecurrence(`DTSTART;TZID=${zone}:${stamp}\nRRULE:FREQ=DAILY`)
      const from = start.subtract({ days: 1 }).toZonedDateTime(zone)
      const times = rule.after(new Date(from.epochMilliseconds), 7)
      for (const time of times) {
        const wall = Temporal.PlainDateTime.from(time.wall)
        const earlier = wall
          .toPlainDate()
          .toPlainDateTime(clock)
          .toZonedDateTime(zone, { disambiguation: 'earlier' })
        const exists = earlier.toPlainDateTime().toPlainTime().equals(clock)
        const context = `${zone} ${time.wall} of ${clock.toString()} at ${change.toString()}`
        if (exists) {
          expect(wall.toPlainTime().toString(), context).toBe(clock.toString())
          expect(time.instant.getTime(), context).toBe(earlier.epochMilliseconds)
        } else {
          const shifted = wall
            .toPlainDate()
            .toPlainDateTime(clock)
            .toZonedDateTime(zone, { disambiguation: 'compatible' })
          expect(time.instant.getTime(), context).toBe(shifted.epochMilliseconds)
        }
      }
      const dates = times.map((time) => time.wall.slice(0, 10))
      expect(new Set(dates).size, `${zone} ${dates.join(' ')}`).toBe(7)
      if (gapMinutes > 0) gaps += 1
      else overlaps += 1
    }
  }
  expect(gaps).toBeGreaterThan(5)
  expect(overlaps).toBeGreaterThan(5)
})
