import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Routes as ApprovalRoutes } from '#features/approvals/routes.ts'
import type { ApprovalView } from '#features/approvals/schema.ts'
import type { Routes as ChannelRoutes } from '#features/channels/routes.ts'
import type { ChannelView, ConnectorView } from '#features/channels/schema.ts'
import type { Routes } from '#features/posts/routes.ts'
import type { CreatePost, PostRowView, PostState, PostView, UpdatePost } from '#features/posts/schema.ts'
import type { Difference, PostChecks, VersionView } from '#features/posts/review.schema.ts'
import { call, client, unwrap, unwrapPage, type DataOf } from '../../app/api.ts'

export const postsApi = client<Routes>('posts')
const channels = client<ChannelRoutes>('channels')
const approvals = client<ApprovalRoutes>('approvals')

export type Preview = DataOf<Awaited<ReturnType<typeof postsApi.preview.$post>>>[number]
export type Template = DataOf<Awaited<ReturnType<typeof postsApi.templates.$get>>>[number]
export type Snippet = DataOf<Awaited<ReturnType<typeof postsApi.snippets.$get>>>[number]

export interface PostFilter {
  state?: PostState[]
  channelId?: string
  label?: string
  text?: string
  mine?: 'true'
}

const pageSize = '50'

export const postListQuery = (filter: PostFilter) =>
  infiniteQueryOptions({
    queryKey: ['posts', 'list', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const { state, ...rest } = filter
      return unwrapPage(
        postsApi.index.$get({
          query: {
            ...rest,
            ...(state ? { state: state.join(',') } : {}),
            ...(pageParam ? { cursor: pageParam } : {}),
            limit: pageSize,
          },
        }),
      )
    },
    getNextPageParam: (page) => page.meta.cursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const postQuery = (number: string) =>
  queryOptions({
    queryKey: ['posts', 'one', number],
    queryFn: (): Promise<PostView> => unwrap(postsApi['by-number'][':number'].$get({ param: { number } })),
  })

export interface Content {
  postId?: string
  body: UpdatePost['body'] & object
  targets: NonNullable<UpdatePost['targets']>
  labels: string[]
}

const asked = (path: string, content: Content, signal: AbortSignal) => ({
  url: `/api/v1/posts/${path}`,
  content,
  signal,
})
type Asked = ReturnType<typeof asked>
const ask = <Data>({ url, content, signal }: Asked) => call<Data>(url, content, { signal })

const preparingMs = 2_000

/** What platforms would say of what stands in the editor. */
export const checkQuery = (content: Content) =>
  queryOptions({
    queryKey: ['posts', 'check', content],
    queryFn: ({ signal }) => ask<PostChecks>(asked('check', content, signal)),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.preparing ? preparingMs : false),
    enabled: content.targets.length > 0,
  })

export const previewQuery = (content: Content) =>
  queryOptions({
    queryKey: ['posts', 'preview', content],
    queryFn: ({ signal }) => ask<Preview[]>(asked('preview', content, signal)),
    placeholderData: keepPreviousData,
    enabled: content.targets.length > 0,
  })

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['posts', 'versions', id],
    queryFn: (): Promise<VersionView[]> => unwrap(postsApi[':id'].versions.$get({ param: { id } })),
  })

export const differenceQuery = (id: string, since: number, to: number) =>
  queryOptions({
    queryKey: ['posts', 'difference', id, since, to],
    queryFn: (): Promise<Difference> =>
      unwrap(postsApi[':id'].difference.$get({ param: { id }, query: { since: String(since) } })),
  })

export const templatesQuery = queryOptions({
  queryKey: ['posts', 'templates'],
  queryFn: () => unwrap(postsApi.templates.$get({ query: {} })),
})

export const snippetsQuery = queryOptions({
  queryKey: ['posts', 'snippets'],
  queryFn: () => unwrap(postsApi.snippets.$get({ query: {} })),
})

export const createPost = (json: CreatePost): Promise<PostView> => unwrap(postsApi.index.$post({ json }))

export const updatePost = (id: string, json: Omit<UpdatePost, 'postId'>): Promise<PostView> =>
  unwrap(postsApi[':id'].$patch({ param: { id }, json }))

export const submitPost = (id: string, version: number): Promise<PostRowView> =>
  unwrap(postsApi[':id'].submit.$post({ param: { id }, json: { version } }))

export const publishNow = (id: string): Promise<PostRowView> =>
  unwrap(
    postsApi[':id']['publish-now'].$post({
      param: { id },
      json: { zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    }),
  )

const minutes = 60_000

/** An account that takes posts. */
export interface Account {
  id: string
  name: string
  connector: string
  state: ChannelView['state']
  publishes: NonNullable<ConnectorView['publishes']>
}

export const accountsQuery = queryOptions({
  queryKey: ['channels', 'of-posts'],
  queryFn: async (): Promise<Account[]> => {
    const [list, connectors] = await Promise.all([
      unwrap(channels.index.$get()),
      unwrap(channels.connectors.$get()),
    ])
    return list.flatMap(({ id, name, connector, state }) => {
      const publishes = connectors.find((one) => one.id === connector)?.publishes
      return publishes ? [{ id, name, connector, state, publishes }] : []
    })
  },
  staleTime: 5 * minutes,
})

/** Who would be asked to approve it. */
export const approversQuery = (channelIds: string[], labels: string[]) =>
  queryOptions({
    queryKey: ['approvals', 'who', channelIds, labels],
    queryFn: () => unwrap(approvals.policies.test.$post({ json: { type: 'post', channelIds, labels } })),
    enabled: channelIds.length > 0,
    placeholderData: keepPreviousData,
  })

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'one', id],
    queryFn: (): Promise<ApprovalView> => unwrap(approvals[':id'].$get({ param: { id } })),
  })
