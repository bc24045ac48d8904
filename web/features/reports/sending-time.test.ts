import { expect, it } from 'vitest'
import { rruleOf, timeFault, timeWords, type SendingTime } from './sending-time.ts'

const saturday = Date.parse('2026-11-21T23:30:00Z')
const time: SendingTime = {
  repeat: 'weekly',
  weekday: 1,
  monthDay: 3,
  clock: '08:30',
  zone: 'Europe/Berlin',
}

it('begins on the first day that fits, in the days of its zone', () => {
  expect(rruleOf(time, saturday)).toBe(
    'DTSTART;TZID=Europe/Berlin:20261123T083000\nRRULE:FREQ=WEEKLY;BYDAY=MO',
  )
  // In Berlin it is Sunday already.
  expect(rruleOf({ ...time, repeat: 'daily' }, saturday)).toContain(':20261122T083000')
  expect(rruleOf({ ...time, repeat: 'weekdays' }, saturday)).toContain(':20261123T083000')
  expect(rruleOf({ ...time, repeat: 'monthly' }, saturday)).toBe(
    'DTSTART;TZID=Europe/Berlin:20261203T083000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=3',
  )
})

it('says when, and what is missing', () => {
  expect(timeWords(time)).toBe('Every Monday at 08:30 (Europe/Berlin)')
  expect(timeFault(time)).toBeUndefined()
  expect(timeFault({ ...time, zone: 'Mars' })).toContain('no such time zone')
  expect(timeFault({ ...time, clock: '' })).toBe('Choose a time.')
})
