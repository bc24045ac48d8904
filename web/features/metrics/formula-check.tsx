import { formatValue } from '#features/charts/option.ts'
import { causeOf } from '../../ui/error-state.tsx'
import type { CheckedFormula } from './metrics-api.ts'

export interface FormulaCheckProps {
  formula: string
  check: CheckedFormula | undefined
  error: Error | null
  busy: boolean
}

/** What the formula comes to in the last 30 days, or what is wrong with it. */
export function FormulaCheck({ formula, check, error, busy }: FormulaCheckProps) {
  const isEmpty = formula.trim() === ''
  return (
    <div
      role="status"
      aria-label="What the formula comes to"
      aria-busy={busy}
      className="min-h-16 rounded-md bg-fill p-3 text-list"
    >
      {isEmpty ? (
        <p className="text-muted">Its value of the last 30 days stands here while you type.</p>
      ) : error ? (
        <p className="text-bad">{causeOf(error)}</p>
      ) : !check ? (
        <p className="text-muted">Working it out…</p>
      ) : check.fault !== null ? (
        <p className="text-bad">{check.fault}</p>
      ) : (
        <>
          <p>
            <span className="text-title font-semibold">
              {formatValue(check.value, check.unit ?? 'count')}
            </span>{' '}
            <span className="text-muted">
              in the last 30 days, n = {check.n.toLocaleString('en')} {check.of}
            </span>
          </p>
          {check.note ? <p className="text-warn">{check.note}</p> : null}
          <p className="text-meta text-muted">{check.words}</p>
        </>
      )}
    </div>
  )
}
