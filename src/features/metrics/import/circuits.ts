import type { Measure, MeasureFailure } from '#contracts/metrics.ts'
import type { Circuits } from '../tables.ts'

/** How long a measure that the vendor refuses is left alone. */
const openMs = 24 * 3_600_000
/** The vendor does not tell it, or not to us. All else passes, and the next reading asks again. */
const lasting = new Set(['rejected', 'permission'])

export const leftOut = (circuits: Circuits, now: Date): ReadonlySet<Measure> =>
  new Set(
    Object.entries(circuits).flatMap(([measure, circuit]) =>
      new Date(circuit.until) > now ? [measure as Measure] : [],
    ),
  )

/** One bad metric never fails the rest: it is left out for a day, and its name and reason stand with the account. */
export function withFailures(circuits: Circuits, failed: MeasureFailure[], now: Date): Circuits {
  const still = Object.entries(circuits).filter(([, circuit]) => new Date(circuit.until) > now)
  const until = new Date(now.getTime() + openMs).toISOString()
  const fresh = failed
    .filter(({ kind }) => lasting.has(kind))
    .map(({ measure, raw, message }) => [measure, { until, raw, message }] as const)
  return Object.fromEntries([...still, ...fresh])
}
