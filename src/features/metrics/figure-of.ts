import type { Metric } from './catalogue.ts'
import type { Cell } from './reading.ts'
import type { Figure } from './schema.ts'

/** What our own log counts: where it holds nothing, there was nothing. */
const counted = ({ make }: Metric) =>
  make.kind === 'published' || (make.kind === 'inbox' && (make.what === 'received' || make.what === 'opened'))

export const valueOf = (metric: Metric, cell: Cell | undefined): number | null =>
  cell?.value ?? (counted(metric) ? 0 : null)

/** A figure beside the one before. Percentages change by points, everything else by percent of what was. */
export function figureOf(
  metric: Metric,
  cell: Cell | undefined,
  compared?: { was: Cell | undefined },
): Figure {
  const value = valueOf(metric, cell)
  const figure = { value, n: cell?.n ?? 0 }
  if (!compared) return figure
  const before = valueOf(metric, compared.was)
  return { ...figure, before, nBefore: compared.was?.n ?? 0, change: changeOf(metric, value, before) }
}

function changeOf(metric: Metric, value: number | null, before: number | null): number | null {
  if (value === null || before === null) return null
  if (metric.unit === 'percent') return value - before
  return before === 0 ? null : (100 * (value - before)) / Math.abs(before)
}
