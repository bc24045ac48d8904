import { queryOptions } from '@tanstack/react-query'
import type { Routes as ChannelRoutes } from '#features/channels/routes.ts'
import type { Routes as OrgRoutes } from '#features/orgs/routes.ts'
import type { Routes } from '#features/rules/routes.ts'
import type { RuleDefinition, RuleView, RuleWithVersions } from '#features/rules/schema.ts'
import { call, client, unwrap } from '../../app/api.ts'

export const rulesClient = client<Routes>('rules')
const channels = client<ChannelRoutes>('channels')
const orgs = client<OrgRoutes>('orgs')

// Conditions nest, and Hono's type of what JSON keeps loses such types: these name what comes back themselves.
const base = '/api/v1/rules'
const put = { method: 'PUT' }
export const rulesApi = {
  create: (definition: RuleDefinition, enabled: boolean) =>
    call<RuleWithVersions>(base, { definition, enabled }),
  update: (id: string, definition: RuleDefinition, version: number) =>
    call<RuleWithVersions>(`${base}/${id}`, { definition, version }, put),
  switch: (id: string, enabled: boolean) =>
    call<RuleWithVersions>(`${base}/${id}/${enabled ? 'enable' : 'disable'}`, {}),
  reorder: (ids: string[]) => call<RuleView[]>(`${base}/order`, { ids }, put),
  remove: (id: string) => unwrap(rulesClient[':id'].$delete({ param: { id } })),
}

export const ruleListQuery = queryOptions({
  queryKey: ['rules', 'list'],
  queryFn: () => call<RuleView[]>(base),
})

export const rulesStateQuery = queryOptions({
  queryKey: ['rules', 'state'],
  queryFn: () => unwrap(rulesClient.state.$get()),
})

export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['rules', 'one', id],
    queryFn: () => call<RuleWithVersions>(`${base}/${id}`),
  })

const longMs = 5 * 60_000

export const channelListQuery = queryOptions({
  queryKey: ['channels', 'of-rules'],
  queryFn: () => unwrap(channels.index.$get()),
  staleTime: longMs,
})

export const memberListQuery = queryOptions({
  queryKey: ['orgs', 'members', 'of-rules'],
  queryFn: () => unwrap(orgs.members.$get({ query: {} })),
  staleTime: longMs,
})

export const labelListQuery = queryOptions({
  queryKey: ['inbox', 'labels', 'of-rules'],
  queryFn: () => call<Array<{ name: string }>>('/api/v1/inbox/labels'),
  staleTime: longMs,
})
