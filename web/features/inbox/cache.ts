import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type {
  ConversationRow,
  ConversationView,
  ListedConversation,
  MessagePage,
  MessageView,
  RowPage,
} from './inbox-api.ts'
import { compareRows, matchesFilter, type ListFilter } from './list-filter.ts'
import { mergeMessage } from './messages.ts'

export type Rows = InfiniteData<RowPage, string | undefined>
type Messages = InfiniteData<MessagePage, string | undefined>

/** The list with `row` where it belongs now; out of it where it no longer does. Sizes of pages may change. */
export function placeRow(data: Rows, row: ListedConversation, filter: ListFilter, belongs: boolean): Rows {
  const pages = data.pages.map((page) => {
    const kept = page.data.filter((other) => other.id !== row.id)
    return kept.length === page.data.length ? page : { ...page, data: kept }
  })
  if (!belongs) return { ...data, pages }
  const at = pages.findIndex((page) => {
    const last = page.data.at(-1)
    return last !== undefined && compareRows(row, last, filter.sort) < 0
  })
  const lastPage = pages.length - 1
  // Past everything that is loaded: the next page will bring it.
  if (at === -1 && pages[lastPage]?.meta.cursor) return { ...data, pages }
  const index = at === -1 ? lastPage : at
  return {
    ...data,
    pages: pages.map((page, n) =>
      n === index
        ? { ...page, data: [...page.data, row].toSorted((a, b) => compareRows(a, b, filter.sort)) }
        : page,
    ),
  }
}

const isFilter = (value: unknown): value is ListFilter =>
  typeof value === 'object' && value !== null && 'assignee' in value

/** Every place where the conversation is shown now. */
export function findRow(queries: QueryClient, id: string): ListedConversation | undefined {
  const one = queries.getQueryData<ConversationView>(['inbox', 'conversation', id])
  if (one) return one
  for (const [, data] of queries.getQueriesData<Rows>({ queryKey: ['inbox', 'list'] })) {
    const row = data?.pages.flatMap((page) => page.data).find((other) => other.id === id)
    if (row) return row
  }
  return undefined
}

export interface RowChange {
  memberId: string | null
  /** The conversation on screen: a filter on what is unread does not take it away while it is read. */
  openId?: string | undefined
  unread?: (before: number) => number
  /** An optimistic change has no version of its own yet. */
  force?: boolean
}

/** Writes a row into every list and into the open conversation; an older version changes nothing. */
export function applyRow(queries: QueryClient, row: ConversationRow, change: RowChange): void {
  const before = findRow(queries, row.id)
  if (before && before.version > row.version && !change.force) return
  const unread = (change.unread ?? ((n: number) => n))(before?.unread ?? 0)
  const listed: ListedConversation = { ...row, unread: Math.min(99, unread) }
  for (const [key, data] of queries.getQueriesData<Rows>({ queryKey: ['inbox', 'list'] })) {
    const filter = key[2]
    if (!data || !isFilter(filter)) continue
    const { filter: only, ...others } = filter
    const held =
      row.id === change.openId && only !== undefined && matchesFilter(listed, others, change.memberId)
    const belongs = held || matchesFilter(listed, filter, change.memberId)
    queries.setQueryData<Rows>(key, placeRow(data, listed, filter, belongs))
  }
  queries.setQueryData<ConversationView>(['inbox', 'conversation', row.id], (old) =>
    old ? { ...old, ...listed } : old,
  )
}

/** Writes messages into a thread that is loaded. */
export function applyMessages(
  queries: QueryClient,
  conversationId: string,
  messages: readonly MessageView[],
): void {
  queries.setQueryData<Messages>(['inbox', 'thread', conversationId], (data) =>
    data ? { ...data, pages: messages.reduce(mergeMessage, data.pages) } : data,
  )
}

/** Takes a message away that was never stored: an optimistic one that was refused. */
export function dropMessage(queries: QueryClient, conversationId: string, id: string): void {
  queries.setQueryData<Messages>(['inbox', 'thread', conversationId], (data) =>
    data
      ? {
          ...data,
          pages: data.pages.map((page) => ({ ...page, data: page.data.filter((one) => one.id !== id) })),
        }
      : data,
  )
}

/** The highest sequence number of a loaded thread that the server has given; undefined where none is loaded. */
export function lastSeq(queries: QueryClient, conversationId: string): number | undefined {
  const data = queries.getQueryData<Messages>(['inbox', 'thread', conversationId])
  if (!data) return undefined
  const stored = data.pages.flatMap((page) => page.data.filter((message) => message.version > 0))
  return Math.max(0, ...stored.map((message) => Number(message.seq)))
}
