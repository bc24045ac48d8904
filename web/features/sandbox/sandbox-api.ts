import { queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/sandbox/routes.ts'
import type { SandboxAct, SandboxChannel, SandboxEntryView } from '#features/sandbox/schema.ts'
import { client, unwrap } from '../../app/api.ts'

export type Phone = SandboxChannel
export type Entry = SandboxEntryView
export type Act = SandboxAct

export interface Person {
  id: string
  name: string
  username?: string | undefined
}

export const sandboxApi = client<Routes>('sandbox')

export const phonesQuery = queryOptions({
  queryKey: ['sandbox', 'channels'],
  queryFn: (): Promise<Phone[]> => unwrap(sandboxApi.channels.$get()),
})

/** The platform has no live stream of its own, so it is asked again while somebody looks. */
export const transcriptQuery = (channelId: string, person: string) =>
  queryOptions({
    queryKey: ['sandbox', 'transcript', channelId, person],
    queryFn: (): Promise<Entry[]> => unwrap(sandboxApi.transcript.$get({ query: { channelId, person } })),
    refetchInterval: 1_500,
  })
