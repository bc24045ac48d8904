import type { ConversationRow, ListedConversation } from '#features/inbox/schema.ts'

export const tabs = ['mine', 'unassigned', 'all'] as const
export const states = ['open', 'pending', 'snoozed', 'resolved'] as const
export const filters = ['unread', 'starred', 'needs_reply'] as const
export const sorts = ['newest', 'waiting'] as const

/** What the address bar says about the list; what is usual is left out. */
export interface InboxSearch {
  tab?: (typeof tabs)[number]
  status?: (typeof states)[number]
  filter?: (typeof filters)[number]
  sort?: (typeof sorts)[number]
  label?: string
  channel?: string
  /** Words that are searched in all messages. */
  q?: string
  /** The message to show. */
  m?: string
}

export interface ListFilter {
  status: (typeof states)[number]
  assignee: (typeof tabs)[number]
  filter?: (typeof filters)[number]
  label?: string
  channelId?: string
  sort: (typeof sorts)[number]
}

const oneOf = <V extends string>(allowed: readonly V[], value: unknown): V | undefined =>
  allowed.find((one) => one === value)
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads the address bar: what is not known there is dropped. */
export function parseInboxSearch(search: Record<string, unknown>): InboxSearch {
  return withoutUndefined({
    tab: oneOf(tabs, search['tab']),
    status: oneOf(states, search['status']),
    filter: oneOf(filters, search['filter']),
    sort: oneOf(sorts, search['sort']),
    label: text(search['label']),
    channel: text(search['channel']),
    q: text(search['q']),
    m: text(search['m']),
  })
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

export const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Given<T>

export const toFilter = (search: InboxSearch): ListFilter => ({
  status: search.status ?? 'open',
  assignee: search.tab ?? 'all',
  sort: search.sort ?? 'newest',
  ...(search.filter ? { filter: search.filter } : {}),
  ...(search.label ? { label: search.label } : {}),
  ...(search.channel ? { channelId: search.channel } : {}),
})

/** Whether the server would list this row, so that a live change needs no request. */
export function matchesFilter(
  row: ConversationRow & { unread?: number },
  filter: ListFilter,
  memberId: string | null,
): boolean {
  return (
    row.status === filter.status &&
    (filter.assignee !== 'mine' || (memberId !== null && row.assigneeId === memberId)) &&
    (filter.assignee !== 'unassigned' || row.assigneeId === null) &&
    (filter.filter !== 'unread' || (row.unread ?? 0) > 0) &&
    (filter.filter !== 'starred' || row.starred) &&
    (filter.filter !== 'needs_reply' || row.needsReply) &&
    (!filter.label || row.labels.includes(filter.label)) &&
    (!filter.channelId || row.channel.id === filter.channelId) &&
    (filter.sort !== 'waiting' || row.waitingSince !== null)
  )
}

/** As the server orders: newest activity first, or the longest wait first. */
export function compareRows(a: ListedConversation, b: ListedConversation, sort: ListFilter['sort']): number {
  if (sort === 'waiting') {
    return (a.waitingSince ?? '').localeCompare(b.waitingSince ?? '') || a.id.localeCompare(b.id)
  }
  return b.lastActivityAt.localeCompare(a.lastActivityAt) || b.id.localeCompare(a.id)
}
