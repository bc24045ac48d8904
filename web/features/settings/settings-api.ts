import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Routes as JobRoutes } from '#features/jobs/routes.ts'
import type { BackgroundView, FailedJobView } from '#features/jobs/schema.ts'
import type { Routes as OrgRoutes } from '#features/orgs/routes.ts'
import type { ApiKey, AuditEntry, Invitation, Member, Org } from '#features/orgs/schema.ts'
import { client, unwrap, unwrapPage } from '../../app/api.ts'

export type {
  ApiKey,
  AuditEntry,
  Invitation,
  Invited,
  Member,
  NewApiKey,
  Org,
} from '#features/orgs/schema.ts'
export type Background = BackgroundView
export type FailedJob = FailedJobView
export type Role = Member['role']

export const orgsApi = client<OrgRoutes>('orgs')
export const jobsApi = client<JobRoutes>('jobs')

export const orgQuery = queryOptions({
  queryKey: ['orgs', 'settings'],
  queryFn: (): Promise<Org> => unwrap(orgsApi.settings.$get()),
})
export const membersQuery = queryOptions({
  queryKey: ['orgs', 'members'],
  queryFn: (): Promise<Member[]> => unwrap(orgsApi.members.$get({ query: {} })),
})
export const invitationsQuery = queryOptions({
  queryKey: ['orgs', 'invitations'],
  queryFn: (): Promise<Invitation[]> => unwrap(orgsApi.invitations.$get()),
})
export const apiKeysQuery = queryOptions({
  queryKey: ['orgs', 'api-keys'],
  queryFn: (): Promise<ApiKey[]> => unwrap(orgsApi['api-keys'].$get()),
})
export const auditQuery = infiniteQueryOptions({
  queryKey: ['orgs', 'audit'],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam }): Promise<{ data: AuditEntry[]; meta: { cursor?: string | null } }> =>
    unwrapPage(orgsApi.audit.$get({ query: { limit: '50', ...(pageParam ? { cursor: pageParam } : {}) } })),
  getNextPageParam: (page) => page.meta.cursor ?? undefined,
})

const everyMs = 5_000
export const healthQuery = queryOptions({
  queryKey: ['jobs', 'background'],
  queryFn: (): Promise<Background> => unwrap(jobsApi.health.$get()),
  refetchInterval: everyMs,
})
export const failedQuery = queryOptions({
  queryKey: ['jobs', 'failed'],
  queryFn: (): Promise<FailedJob[]> => unwrap(jobsApi.failed.$get()),
  refetchInterval: everyMs,
})

export const roleNames: Record<Role, string> = {
  owner: 'Owner',
  admin: 'Admin',
  manager: 'Manager',
  agent: 'Agent',
  viewer: 'Viewer',
}
export const roleHints: Record<Role, string> = {
  owner: 'Everything, and the organisation itself',
  admin: 'Channels, team, keys, rules',
  manager: 'Rules, saved replies, the audit log',
  agent: 'Answers customers',
  viewer: 'Reads only',
}
