import { queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/channels/routes.ts'
import type { ChannelView, ConnectorView } from '#features/channels/schema.ts'
import { call, client, unwrap } from '../../app/api.ts'

export type Channel = ChannelView
export type Connector = ConnectorView
export type Check = { name: string; ok: boolean; detail: string }

export const channelsApi = client<Routes>('channels')

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: (): Promise<Channel[]> => unwrap(channelsApi.index.$get()),
})

export const connectorsQuery = queryOptions({
  queryKey: ['channels', 'connectors'],
  queryFn: (): Promise<Connector[]> => unwrap(channelsApi.connectors.$get()),
  staleTime: Infinity,
})

export const parkedQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['channels', 'parked', channelId],
    queryFn: () => unwrap(channelsApi[':id'].parked.$get({ param: { id: channelId } })),
  })

export const testChannel = (id: string): Promise<Check[]> =>
  unwrap(channelsApi[':id'].test.$post({ param: { id } }))

export const embedQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['channels', 'embed', channelId],
    queryFn: () => call<{ snippet: string }>(`/api/v1/webchat/${channelId}/embed`),
  })

/** The queue in front of the inbox, for those who may see it. */
export const lagQuery = queryOptions({
  queryKey: ['jobs', 'health'],
  queryFn: () =>
    call<{ lag: { lane: string | null; waiting: number; oldestSeconds: number }[] }>('/api/v1/jobs/health'),
  refetchInterval: 15_000,
})
