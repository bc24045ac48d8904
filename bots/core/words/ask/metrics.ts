import { family } from '../lexicon/phrases.ts'
import { blank, findAll, type Line } from '../line.ts'
import type { World } from '../meaning.ts'
import { takeOwnMetrics } from './own-metrics.ts'

export interface Metrics {
  metrics: string[]
  unknown: boolean
  /** Phrases with words between: what stands inside may still name a format or platform. */
  loose: { start: number; end: number }[]
}

const keys = () => [...family('metric').map((value) => `metric:${value}`), 'metric:?']

/** The figures that are asked for, in the order of the words; takes fixed phrases, leaves those with gaps. */
export function takeMetrics(line: Line, world: World): Metrics {
  const own = takeOwnMetrics(line, world)
  const loose = findAll(line, keys(), 'loose')
  const inside = (at: { start: number; end: number }) =>
    loose.some(({ start, end }) => at.start >= start && at.end <= end)
  const all = findAll(line, keys(), 'tight')
  const tight = all.filter((found) => !inside(found) || found.key === 'metric:?')
  for (const { start, end } of tight) blank(line, start, end)
  const found = [...own, ...tight, ...loose].toSorted((a, b) => a.start - b.start)
  const names = found.map(({ key }) => key.slice('metric:'.length))
  return { metrics: [...new Set(names.filter((name) => name !== '?'))], unknown: names.includes('?'), loose }
}
