import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Routes } from '#features/contacts/routes.ts'
import type { ContactView } from '#features/contacts/schema.ts'
import type { ListedConversation } from '#features/inbox/schema.ts'
import { call, client, unwrap, unwrapPage } from '../../app/api.ts'

export type Contact = ContactView
export type Conversation = ListedConversation

export const contactsApi = client<Routes>('contacts')

export const contactsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'list', q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<{ data: Contact[]; meta: { cursor?: string | null } }> =>
      unwrapPage(
        contactsApi.index.$get({
          query: { ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    getNextPageParam: (page) => page.meta.cursor ?? undefined,
  })

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: (): Promise<Contact> => unwrap(contactsApi[':id'].$get({ param: { id } })),
  })

export const conversationsQuery = (contactId: string) =>
  queryOptions({
    queryKey: ['inbox', 'by-contact', contactId],
    queryFn: () => call<Conversation[]>(`/api/v1/inbox/contacts/${contactId}/conversations`),
  })

export const avatarOf = (contact: Contact): string | undefined =>
  contact.avatarMediaId ? `/media/${contact.avatarMediaId}/preview` : undefined
