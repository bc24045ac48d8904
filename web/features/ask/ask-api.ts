import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Routes as ChannelRoutes } from '#features/channels/routes.ts'
import type { Asked } from '#features/ask/schema.ts'
import type { MetricView, RollingQuestion, SourceView } from '#features/metrics/schema.ts'
import type { Routes } from '#features/metrics/routes.ts'
import { call, client, unwrap } from '../../app/api.ts'

export type { Asked, MetricView, SourceView }

const metrics = client<Routes>('metrics')
const channels = client<ChannelRoutes>('channels')
const minutes = 60_000

/** What was shown stays until the next answer is there, so that nothing jumps. */
export const answerQuery = (question: RollingQuestion | undefined) =>
  queryOptions({
    queryKey: ['ask', 'answer', question],
    queryFn: ({ signal }) => call<Asked>('/api/v1/ask/answer', { question }, { signal }),
    enabled: question !== undefined,
    placeholderData: keepPreviousData,
    staleTime: minutes,
  })

export const catalogueQuery = queryOptions({
  queryKey: ['metrics', 'catalogue'],
  queryFn: (): Promise<MetricView[]> => unwrap(metrics.catalogue.$get()),
  staleTime: 5 * minutes,
})

export const sourcesQuery = queryOptions({
  queryKey: ['metrics', 'sources'],
  queryFn: (): Promise<SourceView[]> => unwrap(metrics.sources.$get()),
})

/** An account that a question may be about. */
export interface AskAccount {
  id: string
  name: string
  platform: string
  platformName: string
  formats: ReadonlyArray<{ id: string; label: string }>
}

export const askAccountsQuery = queryOptions({
  queryKey: ['channels', 'of-ask'],
  queryFn: async (): Promise<AskAccount[]> => {
    const [list, connectors] = await Promise.all([
      unwrap(channels.index.$get()),
      unwrap(channels.connectors.$get()),
    ])
    return list.map(({ id, name, connector, connectorName }) => {
      const publishes = connectors.find((one) => one.id === connector)?.publishes
      return {
        id,
        name,
        platform: publishes?.platform ?? connector,
        platformName: connectorName,
        formats: publishes?.formats ?? [],
      }
    })
  },
  staleTime: 5 * minutes,
})
