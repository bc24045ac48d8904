import { describe, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { predict } from './predict.ts'

/** The same noise each time: what is tested must not depend on luck. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    const one = state / 4_294_967_296
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.sqrt(-2 * Math.log(one || 0.5)) * Math.cos((2 * Math.PI * state) / 4_294_967_296)
  }
}
const weekday = [0, 30, 60, 30, 0, -60, -60]
const truth = (at: number) => 1000 + 2 * at + (weekday[at % 7] ?? 0)
const daily = (length: number, seed: number) => {
  const draw = noise(seed)
  return Array.from({ length }, (_, at) => truth(at) + 20 * draw())
}

describe('a forecast of days', () => {
  test('finds trend and weekdays', () => {
    const found = predict(daily(120, 1), { season: 7, steps: 28, isLevel: false })
    expect(found.method).toBe('trend')
    expect(found.tested.miss).toBeLessThan(found.tested.naiveMiss)
    for (const [at, point] of found.points.entries())
      expect(Math.abs(point.value - truth(120 + at))).toBeLessThan(25)
  })

  test('holds about eight of ten in its range, and the sum mostly in its own', () => {
    let [inside, all, sums] = [0, 0, 0]
    for (let seed = 1; seed <= 60; seed++) {
      const values = daily(134, seed * 7919)
      const { points, sum } = predict(values.slice(0, 120), { season: 7, steps: 14, isLevel: false })
      const came = values.slice(120)
      all += came.length
      inside += came.filter(
        (value, at) => value >= must(points[at], 'point').low && value <= must(points[at], 'point').high,
      ).length
      const total = came.reduce((one, two) => one + two, 0)
      if (total >= sum.low && total <= sum.high) sums += 1
    }
    expect(inside / all).toBeGreaterThan(0.72)
    expect(inside / all).toBeLessThan(0.9)
    expect(sums / 60).toBeGreaterThan(0.7)
  })

  test('is the same as last week, and says so, where no trend foretells better', () => {
    const draw = noise(5)
    const values = Array.from({ length: 105 }, (_, at) => (at < 56 ? 500 : 1300) + 10 * (at % 7) + draw())
    const found = predict(values, { season: 7, steps: 9, isLevel: false })
    expect(found.method).toBe('naive')
    expect(found.points.map(({ value }) => value)).toEqual([...values.slice(-7), ...values.slice(-7, -5)])
  })

  test('never goes below nothing, but growth may', () => {
    const falling = Array.from({ length: 70 }, (_, at) => 140 - 2 * at)
    const { points, sum } = predict(falling, { season: 7, steps: 20, isLevel: false })
    expect(points.every(({ value, low }) => value >= 0 && low >= 0)).toBe(true)
    expect(sum.low).toBeGreaterThanOrEqual(0)
    const shrinking = falling.map((value) => value - 60)
    expect(
      must(predict(shrinking, { season: 7, steps: 20, isLevel: false }).points.at(-1), 'last').value,
    ).toBeLessThan(0)
  })

  test('bears days that were not measured', () => {
    const values = daily(120, 3).map((value, at) => (at % 5 === 2 ? null : value))
    const { points, n } = predict(values, { season: 7, steps: 7, isLevel: false })
    expect(n).toBe(96)
    for (const [at, { value }] of points.entries()) expect(Math.abs(value - truth(120 + at))).toBeLessThan(30)
  })
})

test('a level goes on from where it stands, and the range grows with the distance', () => {
  const draw = noise(11)
  let level = 5000
  const values = Array.from({ length: 200 }, () => (level += 10 + 4 * draw()))
  const { method, points } = predict(values, { season: 7, steps: 40, isLevel: true })
  expect(method).toBe('drift')
  const [first, last] = [must(points[0], 'first'), must(points.at(-1), 'last')]
  expect(Math.abs(first.value - level - 10)).toBeLessThan(3)
  expect(Math.abs(last.value - level - 400)).toBeLessThan(60)
  expect(last.high - last.low).toBeGreaterThan(3 * (first.high - first.low))
})
