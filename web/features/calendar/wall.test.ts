import { expect, test } from 'vitest'
import {
  daysBetween,
  instantOf,
  mondayOf,
  monthDays,
  plusDays,
  plusMonths,
  wallIn,
  weekdayOf,
} from './wall.ts'

test('a wall clock and its instant', () => {
  expect(wallIn('2026-11-24T08:00:00Z', 'Europe/Berlin')).toBe('2026-11-24T09:00')
  expect(wallIn('2026-11-24T00:05:00Z', 'America/New_York')).toBe('2026-11-23T19:05')
  expect(instantOf('2026-11-24T09:00', 'Europe/Berlin').toISOString()).toBe('2026-11-24T08:00:00.000Z')
  expect(instantOf('2026-07-01T00:00', 'America/New_York').toISOString()).toBe('2026-07-01T04:00:00.000Z')
  expect(instantOf('2026-03-29T00:00', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
  expect(instantOf('2026-03-29T12:00', 'Europe/Berlin').toISOString()).toBe('2026-03-29T10:00:00.000Z')
})

test('days move over months and clock changes, and keep their clock', () => {
  expect(plusDays('2026-03-28T09:30', 1)).toBe('2026-03-29T09:30')
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(daysBetween('2026-10-24T23:00', '2026-10-26')).toBe(2)
  expect(plusMonths('2026-12-15', 1)).toBe('2027-01-01')
})

test('a month begins on the Monday of its first week', () => {
  expect(weekdayOf('2026-11-22')).toBe(7)
  expect(mondayOf('2026-11-22')).toBe('2026-11-16')
  const days = monthDays('2026-11-21')
  expect([days[0], days.at(-1), days.length]).toEqual(['2026-10-26', '2026-12-06', 42])
  expect(monthDays('2027-02-10')).toHaveLength(28)
})
