import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/approvals/routes.ts'
import type { ApprovalView, DecisionView, PolicyView } from '#features/approvals/schema.ts'
import type { PostView } from '#features/posts/schema.ts'
import type { Difference, PostChecks } from '#features/posts/review.schema.ts'
import { call, client, unwrap, unwrapPage } from '../../app/api.ts'

export type Approval = ApprovalView
export type Decision = DecisionView
export type Policy = PolicyView
export type { PostView } from '#features/posts/schema.ts'
export type { Difference, PostChecks } from '#features/posts/review.schema.ts'
export type Tab = 'mine' | 'all' | 'decided'

export interface ApprovalPages {
  pages: { data: Approval[]; meta: { cursor?: string | null } }[]
  pageParams: (string | undefined)[]
}

export const approvalsApi = client<Routes>('approvals')

const asked: Record<Tab, { mine: 'true' | 'false'; state?: 'pending' | 'decided' }> = {
  mine: { mine: 'true' },
  all: { mine: 'false', state: 'pending' },
  decided: { mine: 'false', state: 'decided' },
}

export const approvalsQuery = (tab: Tab) =>
  infiniteQueryOptions({
    queryKey: ['approvals', 'list', tab],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<{ data: Approval[]; meta: { cursor?: string | null } }> =>
      unwrapPage(
        approvalsApi.index.$get({
          query: { limit: '50', ...asked[tab], ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    getNextPageParam: (page) => page.meta.cursor ?? undefined,
  })

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'one', id],
    queryFn: (): Promise<Approval> => unwrap(approvalsApi[':id'].$get({ param: { id } })),
  })

export const postQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'post', id],
    queryFn: () => call<PostView>(`/api/v1/posts/${id}`),
  })

export const checksQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'checks', id],
    queryFn: () => call<PostChecks>(`/api/v1/posts/${id}/checks`),
  })

export const differenceQuery = (id: string, since: number) =>
  queryOptions({
    queryKey: ['approvals', 'difference', id, since],
    queryFn: () => call<Difference>(`/api/v1/posts/${id}/difference?since=${since}`),
  })

export const guestLinksQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'guests', id],
    queryFn: () => unwrap(approvalsApi[':id'].guests.$get({ param: { id } })),
  })

export const policiesQuery = queryOptions({
  queryKey: ['approvals', 'policies'],
  queryFn: (): Promise<Policy[]> => unwrap(approvalsApi.policies.$get()),
})
