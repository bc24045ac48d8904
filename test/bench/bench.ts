import type { BenchEnv } from './env.ts'

/** One figure. `limit`: what was measured in the same run that the figure is held against. */
export interface Row {
  name: string
  value: number
  unit: string
  limit: number | null
  ratio: number | null
  /** In words; null: told for orientation, nothing is promised. */
  target: string | null
  pass: boolean | null
}

export interface Bench {
  /** The file's name. */
  name: string
  /** What most of its rows are measured in. */
  unit: string
  run(env: BenchEnv): Promise<Row[]>
}

export const defineBench = (bench: Bench): Bench => bench

/** A figure that must stay at or under a fixed one. */
export const atMost = (name: string, value: number, unit: string, target: number): Row => ({
  name,
  value,
  unit,
  limit: null,
  ratio: null,
  target: `≤ ${target} ${unit}`,
  pass: value <= target,
})

/** A throughput that must reach a fixed one. */
export const atLeast = (name: string, value: number, unit: string, target: number): Row => ({
  name,
  value,
  unit,
  limit: null,
  ratio: null,
  target: `≥ ${target} ${unit}`,
  pass: value >= target,
})

/** A throughput against the one of another shape: higher is better. */
export const ratioAtLeast = (
  name: string,
  value: number,
  unit: string,
  limit: number,
  least: number,
): Row => {
  const ratio = value / limit
  return { name, value, unit, limit, ratio, target: `≥ ${least} × limit`, pass: ratio >= least }
}

/** A time against the one of another shape: lower is better. */
export const ratioAtMost = (name: string, value: number, unit: string, limit: number, most: number): Row => {
  const ratio = value / limit
  return { name, value, unit, limit, ratio, target: `≤ ${most} × limit`, pass: ratio <= most }
}

export const forOrientation = (name: string, value: number, unit: string): Row => ({
  name,
  value,
  unit,
  limit: null,
  ratio: null,
  target: null,
  pass: null,
})

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)
