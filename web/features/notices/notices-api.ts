import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { NoticeBox, NoticeKind, NoticeView, ReadInput } from '#features/notices/schema.ts'
import type { Routes } from '#features/notices/routes.ts'
import { client, unwrap, unwrapPage } from '../../app/api.ts'

export type { NoticeBox, NoticeKind, NoticeView }

const notices = client<Routes>('notices')

export const boxQuery = queryOptions({
  queryKey: ['notices', 'box'],
  queryFn: (): Promise<NoticeBox> => unwrap(notices.box.$get()),
})

export const listQuery = infiniteQueryOptions({
  queryKey: ['notices', 'list'],
  queryFn: ({ pageParam }) =>
    unwrapPage(notices.index.$get({ query: pageParam === null ? {} : { cursor: pageParam } })),
  initialPageParam: null as string | null,
  getNextPageParam: ({ meta }) => meta.cursor ?? null,
})

export const readNotices = (json: ReadInput): Promise<NoticeBox> => unwrap(notices.read.$post({ json }))
export const muteNotices = (muted: NoticeKind[]): Promise<NoticeBox> =>
  unwrap(notices.muted.$put({ json: { muted } }))
