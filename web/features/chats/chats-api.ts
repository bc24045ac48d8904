import { queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/chats/routes.ts'
import type {
  ChannelView,
  LinkView,
  PendingLinkView,
  SurfaceView,
  WorkspaceView,
} from '#features/chats/schema.ts'
import { client, unwrap } from '../../app/api.ts'

export type Surface = SurfaceView
export type Workspace = WorkspaceView
export type ChatChannel = ChannelView
export type ChatLink = LinkView
export type PendingLink = PendingLinkView
export type Purpose = ChannelView['purposes'][number]

export const chatsApi = client<Routes>('chats')

export const surfacesQuery = queryOptions({
  queryKey: ['chats', 'surfaces'],
  queryFn: (): Promise<Surface[]> => unwrap(chatsApi.surfaces.$get()),
})
export const workspacesQuery = queryOptions({
  queryKey: ['chats', 'workspaces'],
  queryFn: (): Promise<Workspace[]> => unwrap(chatsApi.workspaces.$get()),
})
export const chatChannelsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['chats', 'channels', workspaceId],
    queryFn: (): Promise<ChatChannel[]> =>
      unwrap(chatsApi.workspaces[':id'].channels.$get({ param: { id: workspaceId } })),
  })
export const linksQuery = queryOptions({
  queryKey: ['chats', 'links'],
  queryFn: (): Promise<ChatLink[]> => unwrap(chatsApi.links.$get()),
})
export const pendingLinkQuery = (token: string) =>
  queryOptions({
    queryKey: ['chats', 'pending', token],
    queryFn: (): Promise<PendingLink> => unwrap(chatsApi.links.pending.$get({ query: { token } })),
    retry: false,
    staleTime: Infinity,
  })

export const purposeWords: Record<Purpose, { label: string; hint: string }> = {
  approvals: { label: 'Approvals', hint: 'Requests, to decide there' },
  publishing: { label: 'Publishing', hint: 'What went out, and what failed' },
  inbox: { label: 'Inbox', hint: 'A thread for each conversation' },
  alerts: { label: 'Alerts', hint: 'What needs somebody' },
}
export const purposes = ['approvals', 'publishing', 'inbox', 'alerts'] as const
