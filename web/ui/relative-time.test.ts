import { expect, test } from 'vitest'
import { absoluteTime, relativeTime } from './relative-time.ts'

const now = Date.UTC(2026, 2, 12, 13, 5)
const minutes = (n: number) => n * 60_000

test('ages grow from minutes to a date', () => {
  const texts = [0, 0.9, 1, 59, 60, 60 * 23, 60 * 24, 60 * 24 * 6].map(
    (n) => relativeTime(now - minutes(n), now).text,
  )
  expect(texts).toEqual(['now', 'now', '1m', '59m', '1h', '23h', '1d', '6d'])
  expect(relativeTime(now - minutes(60 * 24 * 8), now, 'en-GB')).toEqual({
    text: '4 Mar',
    nextInMs: undefined,
  })
  expect(relativeTime(now - minutes(60 * 24 * 400), now, 'en-GB').text).toContain('2025')
})

test('moments ahead say so', () => {
  expect(relativeTime(now + minutes(5), now).text).toBe('in 5m')
})

test('the text is drawn again when it changes, not before', () => {
  const { text, nextInMs } = relativeTime(now - minutes(5) - 20_000, now)
  expect([text, nextInMs]).toEqual(['5m', 40_000])
  expect(relativeTime(now - minutes(5) - 20_000, now + 40_000).text).toBe('6m')
})

test('the whole moment carries its zone', () => {
  expect(absoluteTime(now, 'en-GB', 'Europe/Zagreb')).toMatch(/12 Mar 2026.*14:05.*(CET|GMT\+1)/)
})
