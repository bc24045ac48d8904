import { expect, test } from 'vitest'
import { costWords, dayWords, monthWords, shareOf } from './usage-words.ts'

test('a cost that is not known, small, or none', () => {
  expect([null, 0, 0.0004, 1.5].map(costWords)).toEqual(['not known', '$0.00', 'less than $0.01', '$1.50'])
})

test('the bar is full only where nothing is left, also without any budget', () => {
  expect(shareOf({ tokens: 1_999_999, budget: 2_000_000, left: 1 })).toBe(99)
  expect(shareOf({ tokens: 2_100_000, budget: 2_000_000, left: 0 })).toBe(100)
  expect(shareOf({ tokens: 0, budget: 0, left: 0 })).toBe(100)
})

test('days are those of UTC, wherever the reader is', () => {
  expect(dayWords('2026-11-01')).toBe('Sun 1 Nov')
  expect(monthWords('2026-11')).toBe('November 2026')
})
