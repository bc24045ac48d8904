import type { ConnectorError } from '#contracts/connector.ts'
import type { Figure, Measure, MeasureFailure } from '#contracts/metrics.ts'

/** Which of our measures a name of the vendor is. */
export interface Source {
  measure: Measure
  raw: string
}

export const wantedOf = <S extends Source>(sources: readonly S[], skip: ReadonlySet<Measure>): S[] =>
  sources.filter(({ measure }) => !skip.has(measure))

/** A figure, or nothing where the vendor measured nothing. */
export const figureOf = ({ measure, raw }: Source, value: number | undefined): Figure[] =>
  value === undefined ? [] : [{ measure, value, raw }]

export const failureOf = (
  { measure, raw }: Source,
  { kind, message }: Pick<ConnectorError, 'kind' | 'message'>,
): MeasureFailure => ({ measure, raw, kind, message })
