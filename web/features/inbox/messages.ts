import { absoluteTime } from '../../ui/relative-time.ts'
import type { MessagePage, MessageView } from './inbox-api.ts'

/** Pages come newest first; a known message is replaced where it stands, a new one joins the newest page. */
export function mergeMessage(pages: readonly MessagePage[], message: MessageView): MessagePage[] {
  const isSame = (other: MessageView) =>
    other.id === message.id || (message.clientId !== null && other.clientId === message.clientId)
  let found = false
  const merged = pages.map((page) => ({
    ...page,
    data: page.data.map((other) => {
      if (!isSame(other)) return other
      found = true
      return other.id === message.id && other.version > message.version ? other : message
    }),
  }))
  const [first, ...others] = merged
  if (found || !first) return merged
  return [{ ...first, data: [message, ...first.data] }, ...others]
}

/** Oldest first, as one reads. */
export const inOrder = (pages: readonly MessagePage[]): MessageView[] =>
  pages
    .flatMap((page) => page.data)
    .toSorted((a, b) => a.at.localeCompare(b.at) || Number(a.seq) - Number(b.seq))

export type ThreadItem =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'event'; key: string; message: MessageView }
  | { kind: 'message'; key: string; message: MessageView; first: boolean; last: boolean }

const groupGapMs = 5 * 60_000

const dayOf = (at: string) => new Date(at).toDateString()

const sameGroup = (a: MessageView | undefined, b: MessageView | undefined) =>
  a !== undefined &&
  b !== undefined &&
  a.kind === b.kind &&
  a.kind !== 'event' &&
  a.author.kind === b.author.kind &&
  a.author.id === b.author.id &&
  dayOf(a.at) === dayOf(b.at) &&
  Math.abs(Date.parse(b.at) - Date.parse(a.at)) < groupGapMs

/** Lines of the thread: days, groups of one author, the line above what is new. */
export function threadItems(messages: readonly MessageView[], unreadFrom: string | undefined): ThreadItem[] {
  const items: ThreadItem[] = []
  for (const [index, message] of messages.entries()) {
    const before = messages[index - 1]
    if (!before || dayOf(before.at) !== dayOf(message.at)) {
      items.push({ kind: 'day', key: `day ${dayOf(message.at)}`, at: message.at })
    }
    const isFirstNew = message.id === unreadFrom
    if (isFirstNew) items.push({ kind: 'unread', key: 'unread' })
    // A reply keeps its key when the server's row takes the place of the optimistic one.
    const key = message.clientId ?? message.id
    if (message.kind === 'event') items.push({ kind: 'event', key, message })
    else {
      items.push({
        kind: 'message',
        key,
        message,
        first: isFirstNew || !sameGroup(before, message),
        last: !sameGroup(message, messages[index + 1]),
      })
    }
  }
  return items
}

/** The first of the `unread` newest customer messages. */
export function firstUnread(messages: readonly MessageView[], unread: number): string | undefined {
  if (unread <= 0) return undefined
  const theirs = messages.filter((message) => message.author.kind === 'contact')
  return theirs.at(-Math.min(unread, theirs.length))?.id
}

const statusWords: Record<string, string> = {
  open: 'opened this',
  pending: 'set this to pending',
  snoozed: 'snoozed this',
  resolved: 'resolved this',
}

/** An event line in words, its author first. */
export function eventWords(message: MessageView): string {
  const { event, author } = message
  if (!event) return ''
  const who = author.kind === 'system' ? 'Parley' : author.name || 'Somebody'
  const reason = event.reason ? ` (${event.reason})` : ''
  switch (event.what) {
    case 'assigned':
      if (!event.to) return `${who} unassigned this${reason}`
      return event.to === who ? `${who} took this${reason}` : `${who} assigned this to ${event.to}${reason}`
    case 'status':
      if (event.to === 'snoozed' && event.reason) {
        return `${who} snoozed this until ${absoluteTime(Date.parse(event.reason))}`
      }
      return `${who} ${statusWords[event.to ?? ''] ?? `set this to ${event.to ?? ''}`}${reason}`
    case 'labels':
      return event.to ? `${who} set the labels to ${event.to}` : `${who} removed all labels`
    case 'priority':
      return event.to && event.to !== 'none'
        ? `${who} set the priority to ${event.to}`
        : `${who} removed the priority`
    case 'blocked':
      return 'The customer no longer takes messages'
    case 'unblocked':
      return 'The customer takes messages again'
    case 'rule':
      return `${who}: ${event.to ?? ''}${reason}`
    case 'merged':
      return `${who} merged contacts${reason}`
  }
}
