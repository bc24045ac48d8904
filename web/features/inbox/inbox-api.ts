import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Routes as ChannelRoutes } from '#features/channels/routes.ts'
import type { Routes as ContactRoutes } from '#features/contacts/routes.ts'
import type { Routes as InboxRoutes } from '#features/inbox/routes.ts'
import type { Routes as OrgRoutes } from '#features/orgs/routes.ts'
import { apiFetch, call, client, unwrap, unwrapPage, type Page } from '../../app/api.ts'
import type { ListFilter } from './list-filter.ts'

export type {
  Changed,
  ConversationRow,
  ConversationView,
  CountsView,
  ListedConversation,
  MessageView,
  SavedReplyView,
  SearchHit,
} from '#features/inbox/schema.ts'
import type { ListedConversation, MessageView } from '#features/inbox/schema.ts'
import type { MediaView } from '#features/media/schema.ts'

export const inbox = client<InboxRoutes>('inbox')
export const contacts = client<ContactRoutes>('contacts')
const channels = client<ChannelRoutes>('channels')
const orgs = client<OrgRoutes>('orgs')

export type { MediaView } from '#features/media/schema.ts'
export type { ContactView } from '#features/contacts/schema.ts'
export type { ChannelView, ConnectorView } from '#features/channels/schema.ts'
export type { Member } from '#features/orgs/schema.ts'

export type RowPage = Page<ListedConversation[]>
export type MessagePage = Page<MessageView[]>

const nextCursor = (page: Page<unknown>) => page.meta.cursor ?? undefined
const pageOf = (cursor: string | undefined, limit: number) => ({
  limit: String(limit),
  ...(cursor === undefined ? {} : { cursor }),
})

export const listQuery = (filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      unwrapPage(
        inbox.conversations.$get({ query: { ...filter, ...pageOf(pageParam, 50) } }, { init: { signal } }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextCursor,
    staleTime: 5 * 60_000,
  })

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['inbox', 'conversation', id],
    queryFn: ({ signal }) => unwrap(inbox.conversations[':id'].$get({ param: { id } }, { init: { signal } })),
    staleTime: 60_000,
  })

export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'thread', id],
    queryFn: ({ pageParam, signal }) =>
      unwrapPage(
        inbox.conversations[':id'].messages.$get(
          { param: { id }, query: pageOf(pageParam, 50) },
          { init: { signal } },
        ),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextCursor,
    staleTime: 5 * 60_000,
  })

/** The newest messages alone: what closes a gap in a thread that is on screen. */
export const newestMessages = (id: string) =>
  unwrapPage(inbox.conversations[':id'].messages.$get({ param: { id }, query: pageOf(undefined, 30) }))

export const countsQuery = queryOptions({
  queryKey: ['inbox', 'counts'],
  queryFn: () => unwrap(inbox.counts.$get()),
})

export const unreadQuery = queryOptions({
  queryKey: ['inbox', 'unread'],
  queryFn: () => unwrap(inbox.unread.$get()),
})

export const labelsQuery = queryOptions({
  queryKey: ['inbox', 'labels'],
  queryFn: () => unwrap(inbox.labels.$get()),
})

export const savedRepliesQuery = queryOptions({
  queryKey: ['inbox', 'saved-replies'],
  queryFn: () => unwrap(inbox['saved-replies'].$get()),
  staleTime: 5 * 60_000,
})

export const previousQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['inbox', 'of-contact', contactId],
    queryFn: () => unwrap(inbox.contacts[':id'].conversations.$get({ param: { id: contactId } })),
  })

export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'search', q],
    queryFn: ({ pageParam, signal }) =>
      unwrapPage(inbox.search.$get({ query: { q, ...pageOf(pageParam, 30) } }, { init: { signal } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextCursor,
    enabled: q.length >= 2,
  })

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', id],
    queryFn: () => unwrap(contacts[':id'].$get({ param: { id } })),
  })

export const membersQuery = queryOptions({
  queryKey: ['orgs', 'members'],
  queryFn: () => unwrap(orgs.members.$get({ query: {} })),
  staleTime: 5 * 60_000,
})

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: () => unwrap(channels.index.$get()),
  staleTime: 5 * 60_000,
})

export const connectorsQuery = queryOptions({
  queryKey: ['channels', 'connectors'],
  queryFn: () => unwrap(channels.connectors.$get()),
  staleTime: 60 * 60_000,
})

export interface PresenceEntry {
  conversationId: string
  memberId: string
  name: string
  kind?: 'contact'
  state: 'viewing' | 'typing' | 'gone'
  until: string
}

export const presenceQuery = queryOptions({
  queryKey: ['inbox', 'presence'],
  queryFn: () => call<PresenceEntry[]>('/api/v1/presence'),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Says what I do in a conversation. It may get lost: it is said again, or dies by itself. */
export function tellPresence(conversationId: string, state: PresenceEntry['state']): void {
  void call('/api/v1/presence', { conversationId, state }, { keepalive: true }).catch(() => undefined)
}

/** Stores a file for a reply. The browser must write the form's own header, so there is no typed client. */
export async function uploadMedia(file: File, signal: AbortSignal): Promise<MediaView> {
  const form = new FormData()
  form.append('file', file)
  return await unwrap<UploadAnswer>(apiFetch('/api/v1/media', { method: 'POST', body: form, signal }))
}

interface UploadAnswer {
  ok: boolean
  status: number
  json: () => Promise<{ success: true; data: MediaView }>
}
