import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CheckedFormula, OwnMetricInput, OwnMetricView } from '#features/metrics/schema.ts'
import type { Routes } from '#features/metrics/routes.ts'
import { client, unwrap } from '../../app/api.ts'

export type { CheckedFormula, OwnMetricInput, OwnMetricView }

const metrics = client<Routes>('metrics')

export const ownMetricsQuery = queryOptions({
  queryKey: ['metrics', 'own'],
  queryFn: (): Promise<OwnMetricView[]> => unwrap(metrics.custom.$get()),
})

export interface FormulaDraft {
  formula: string
  unit?: OwnMetricView['unit']
  /** Of the metric that is being changed. */
  slug?: string
}

/** What a formula would be. What was shown stays until the next is there. */
export const checkQuery = (json: FormulaDraft) =>
  queryOptions({
    queryKey: ['metrics', 'check', json],
    queryFn: (): Promise<CheckedFormula> => unwrap(metrics.custom.check.$post({ json })),
    enabled: json.formula.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export const createMetric = (json: OwnMetricInput): Promise<OwnMetricView> =>
  unwrap(metrics.custom.$post({ json }))

export const changeMetric = (
  slug: string,
  json: OwnMetricInput & { version: number; evenWhereUsed: boolean },
): Promise<OwnMetricView> => unwrap(metrics.custom[':slug'].$put({ param: { slug }, json }))

export const deleteMetric = (slug: string): Promise<OwnMetricView> =>
  unwrap(metrics.custom[':slug'].$delete({ param: { slug } }))
