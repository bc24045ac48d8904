import { queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/orgs/routes.ts'
import { client, unwrap } from '../../app/api.ts'

const orgs = client<Routes>('orgs')

export const membersQuery = queryOptions({
  queryKey: ['orgs', 'members', 'of-posts'],
  queryFn: () => unwrap(orgs.members.$get({ query: {} })),
  staleTime: 5 * 60_000,
})
