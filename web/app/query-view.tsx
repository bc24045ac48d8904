import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorState } from '../ui/error-state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'

export interface QueryViewProps<Data> {
  query: UseQueryResult<Data>
  /** The skeleton of the real layout. */
  loading?: ReactNode
  children: (data: Data) => ReactNode
}

/** The three states of anything that is fetched: on its way, failed, here. What is here stays while it is renewed. */
export function QueryView<Data>({ query, loading, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return loading ?? <SkeletonRows />
}
