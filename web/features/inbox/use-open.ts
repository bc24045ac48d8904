import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { parseInboxSearch, withoutUndefined, type InboxSearch } from './list-filter.ts'

/** Where the reader is in the inbox, as the address bar says it, and the ways from there. */
export function useOpen() {
  const navigate = useNavigate()
  const { conversationId: openId } = useParams({ strict: false })
  const search = parseInboxSearch(useSearch({ strict: false }))

  const open = useCallback(
    (id: string, more: { m?: string; replace?: boolean } = {}) =>
      void navigate({
        to: '/inbox/$conversationId',
        params: { conversationId: id },
        replace: more.replace ?? false,
        search: (old: Record<string, unknown>) => withoutUndefined({ ...parseInboxSearch(old), m: more.m }),
      }),
    [navigate],
  )
  const close = useCallback(
    () =>
      void navigate({
        to: '/inbox',
        search: (old: Record<string, unknown>) =>
          withoutUndefined({ ...parseInboxSearch(old), m: undefined }),
      }),
    [navigate],
  )
  const change = useCallback(
    (patch: { [K in keyof InboxSearch]?: InboxSearch[K] | undefined }) =>
      void navigate({
        to: '.',
        replace: true,
        search: (old: Record<string, unknown>) => withoutUndefined({ ...parseInboxSearch(old), ...patch }),
      }),
    [navigate],
  )
  return { openId, search, open, close, change }
}
