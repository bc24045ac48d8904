import type { Unit } from '#contracts/chart.ts'

/** A range is no measurement: fractions of a person would only look exact. */
export const roughly = (value: number, unit: Unit): number =>
  unit === 'count' && Math.abs(value) >= 10 ? Math.round(value) : value
