import { linearRegression, mean, quantile, sum } from 'simple-statistics'

export interface Range {
  value: number
  low: number
  high: number
}

export interface Prediction {
  method: 'trend' | 'drift' | 'naive'
  points: Range[]
  sum: Range
  /** Measured values that it stands on. */
  n: number
  tested: { steps: number; miss: number; naiveMiss: number }
}

type Values = ReadonlyArray<number | null>

/** Eight of ten should lie inside. */
export const level = 80
const [lowEnd, highEnd] = [0.1, 0.9]

interface Model {
  at(step: number): Range
  /** How much wider a sum of so many steps is than sums of misses were in the past. */
  widerSum?: (steps: number) => number
  /** In the order of time, for how much a sum of several may miss. */
  errors: number[]
}

/**
 * What comes after `values`, with a range that eight of ten should lie in. A trend with the weekdays' habits (of a
 * level: its drift from where it stands) is taken only when it would have foretold the last part of the past better
 * than "the same as last time"; else that is the forecast, and named so.
 *
 * @param season how many steps until the same comes again: 7 for days, 1 for weeks.
 */
export function predict(
  values: Values,
  { season, steps, isLevel }: { season: number; steps: number; isLevel: boolean },
): Prediction {
  const known = values.filter((value) => value !== null)
  const held = Math.max(season === 1 ? 3 : season, Math.floor(values.length / 5))
  const learnt = isLevel ? driftOf : trendOf
  const tested = {
    steps: held,
    miss: missOf(values, held, (past) => learnt(past, season)),
    naiveMiss: missOf(values, held, (past) => naiveOf(past, isLevel ? 1 : season)),
  }
  const isBetter = tested.miss < tested.naiveMiss
  const model = isBetter ? learnt(values, season) : naiveOf(values, isLevel ? 1 : season)
  const isFloored = known.every((value) => value >= 0)
  const floored = (range: Range): Range =>
    isFloored
      ? { value: Math.max(0, range.value), low: Math.max(0, range.low), high: Math.max(0, range.high) }
      : range
  const raw = Array.from({ length: steps }, (_, at) => model.at(at + 1))
  return {
    method: isBetter ? (isLevel ? 'drift' : 'trend') : 'naive',
    points: raw.map(floored),
    sum: floored(sumOf(raw, model)),
    n: known.length,
    tested,
  }
}

/** Mean distance from what came, over the last part of the past, which the model was not shown. */
function missOf(values: Values, held: number, learn: (past: Values) => Model): number {
  const model = learn(values.slice(0, -held))
  const misses = values
    .slice(-held)
    .flatMap((value, at) => (value === null ? [] : [Math.abs(value - model.at(at + 1).value)]))
  return misses.length > 0 ? mean(misses) : 0
}

const knownIn = (values: Values) =>
  values.flatMap((value, at): Array<[number, number]> => (value === null ? [] : [[at, value]]))

/** A straight line through the values less what their weekday adds. */
function trendOf(values: Values, season: number): Model {
  const known = knownIn(values)
  const first = linearRegression(known)
  const habits = habitsOf(
    known.map(([at, value]) => [at, value - first.b - first.m * at]),
    season,
  )
  const habit = (at: number) => habits[at % season] ?? 0
  const line = linearRegression(known.map(([at, value]) => [at, value - habit(at)]))
  const said = (at: number) => line.b + line.m * at + habit(at)
  const errors = known.map(([at, value]) => value - said(at))
  const middle = mean(known.map(([at]) => at))
  const spread = sum(known.map(([at]) => (at - middle) ** 2))
  // Values that the line was drawn through lie nearer to it than others will.
  const learnt = 1 + season
  const honest = Math.sqrt(known.length / Math.max(1, known.length - learnt))
  return {
    errors: errors.map((error) => error * honest),
    // Where the line itself lies wrong, it does so on all days alike.
    widerSum(steps) {
      const at = values.length - 1 + (steps + 1) / 2
      return Math.sqrt(1 + steps * (1 / known.length + (at - middle) ** 2 / spread))
    },
    at(step) {
      const at = values.length - 1 + step
      const wider = honest * Math.sqrt(1 + 1 / known.length + (at - middle) ** 2 / spread)
      return around(said(at), errors, wider)
    },
  }
}

/** What each weekday adds to the line; all together nothing. */
function habitsOf(rest: Array<[number, number]>, season: number): number[] {
  if (season === 1) return [0]
  const means = Array.from({ length: season }, (_, day) => {
    const own = rest.flatMap(([at, value]) => (at % season === day ? [value] : []))
    return own.length > 0 ? mean(own) : 0
  })
  const all = mean(means)
  return means.map((one) => one - all)
}

/** A level goes on from where it stands, as fast as it did until now. */
function driftOf(values: Values): Model {
  const known = knownIn(values)
  const [start, end] = [known[0], known.at(-1)]
  const perStep = start && end && end[0] > start[0] ? (end[1] - start[1]) / (end[0] - start[0]) : 0
  const errorsAt = (step: number) => differences(values, step).map((change) => change - perStep * step)
  const offset = end ? values.length - 1 - end[0] : 0
  return {
    errors: errorsAt(1),
    at: (step) => around((end?.[1] ?? 0) + perStep * (step + offset), far(errorsAt, step + offset), 1),
  }
}

/** The same as a week before: of the last one that is known. */
function naiveOf(values: Values, season: number): Model {
  const errorsAt = (step: number) => differences(values, season * Math.ceil(step / season))
  return {
    errors: errorsAt(1),
    at(step) {
      let at = values.length - 1 + step - season * Math.ceil(step / season)
      while (at >= 0 && (values[at] ?? null) === null) at -= season
      const last = values.findLast((value) => value !== null) ?? 0
      return around(values[at] ?? last, far(errorsAt, step), 1)
    },
  }
}

const fewestErrors = 8

/** How far such steps went in the past; steps as long as the past are stretched from shorter ones. */
function far(errorsAt: (step: number) => number[], step: number): number[] {
  for (let part = step; part >= 1; part = Math.floor(part / 2)) {
    const errors = errorsAt(part)
    if (errors.length >= fewestErrors || part === 1)
      return errors.map((error) => error * Math.sqrt(step / part))
  }
  return []
}

const differences = (values: Values, lag: number): number[] =>
  values.flatMap((value, at) => {
    const before = values[at - lag] ?? null
    return value === null || before === null ? [] : [value - before]
  })

function around(value: number, errors: readonly number[], wider: number): Range {
  if (errors.length === 0) return { value, low: value, high: value }
  const low = Math.min(0, quantile([...errors], lowEnd))
  const high = Math.max(0, quantile([...errors], highEnd))
  return { value, low: value + low * wider, high: value + high * wider }
}

/** Misses cancel out in a sum, as far as they did in the past; without enough past they are taken to add up. */
function sumOf(points: readonly Range[], { errors, widerSum }: Model): Range {
  const value = sum(points.map((point) => point.value))
  const addedUp = {
    value,
    low: sum(points.map((point) => point.low)),
    high: sum(points.map((point) => point.high)),
  }
  if (errors.length < 3 * fewestErrors) return addedUp
  // Too few runs of that length tell nothing: shorter ones are stretched.
  const run = Math.min(points.length, Math.floor(errors.length / 3))
  const stretch = Math.sqrt(points.length / run)
  const misses = Array.from(
    { length: errors.length - run + 1 },
    (_, from) => stretch * sum(errors.slice(from, from + run)),
  )
  const range = around(value, misses, widerSum?.(points.length) ?? 1)
  return { value, low: Math.max(range.low, addedUp.low), high: Math.min(range.high, addedUp.high) }
}
