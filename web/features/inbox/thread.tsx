import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type UIEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { membersQuery, threadQuery, type ConversationView, type MessageView } from './inbox-api.ts'
import { Message } from './message.tsx'
import { eventWords, firstUnread, inOrder, threadItems, type ThreadItem } from './messages.ts'

export interface ThreadProps {
  conversation: ConversationView
  /** How many were unread when the conversation was opened: the line is drawn above them. */
  unreadAtOpen: number
  /** A message that was searched for. */
  foundId: string | undefined
  /** The newest message is on screen. */
  onSeen: (seq: string) => void
}

const nearPx = 80
const olderAheadPx = 400
const searchedPages = 20

export function Thread({ conversation, unreadAtOpen, foundId, onSeen }: ThreadProps) {
  const { id, contact } = conversation
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(threadQuery(id))
  const { data: members } = useQuery(membersQuery)
  const memberNames = useMemo(() => members?.map(({ name }) => name) ?? [], [members])
  const messages = useMemo(() => inOrder(data?.pages ?? []), [data])
  const unreadFrom = useUnreadLine(messages, unreadAtOpen, data !== undefined)
  const items = useMemo(() => threadItems(messages, unreadFrom), [messages, unreadFrom])
  const scroller = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)

  const newest = messages.at(-1)
  const newestSeq = newest?.seq
  useEffect(() => {
    const tell = () => {
      if (newestSeq && isAtEnd && !document.hidden) onSeen(newestSeq)
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [newestSeq, isAtEnd, onSeen])

  const toEnd = () => scroller.current?.scrollTo({ top: 0 })
  // What I send myself is always in view.
  const ownNewest = newest?.state === 'sending' ? newest.id : undefined
  useEffect(() => {
    if (ownNewest) scroller.current?.scrollTo({ top: 0 })
  }, [ownNewest])

  const pages = data?.pages.length ?? 0
  const isFoundHere = foundId !== undefined && messages.some((message) => message.id === foundId)
  useEffect(() => {
    if (foundId === undefined) return
    if (isFoundHere) {
      scroller.current?.querySelector(`[data-message="${foundId}"]`)?.scrollIntoView({ block: 'center' })
    } else if (hasNextPage && pages > 0 && pages < searchedPages) {
      void fetchNextPage()
    }
  }, [foundId, isFoundHere, hasNextPage, pages, fetchNextPage])

  const onScroll = ({ currentTarget: box }: UIEvent<HTMLDivElement>) => {
    // The box is reversed: 0 is the end, and older messages lie below zero.
    setAtEnd(box.scrollTop > -nearPx)
    const above = box.scrollHeight - box.clientHeight + box.scrollTop
    if (above < olderAheadPx && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }

  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        // A region that scrolls can be reached by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="log"
        aria-label={`Conversation with ${contact.name}`}
        aria-busy={isPending}
        className="scroll-quiet ring-inside flex h-full flex-col-reverse"
      >
        <div className="flex min-h-full flex-col justify-end pt-2 pb-4">
          {isPending ? <ThreadSkeleton /> : null}
          {isFetchingNextPage ? (
            <output className="py-3 text-center text-meta text-muted">Fetching older messages</output>
          ) : null}
          {data && !hasNextPage ? (
            <p className="px-4 pt-6 pb-2 text-center text-meta text-faint">
              {`Conversation #${conversation.number} on ${conversation.channel.name} begins here`}
            </p>
          ) : null}
          {items.map((item) => (
            <Item key={item.key} item={item} memberNames={memberNames} foundId={foundId} />
          ))}
        </div>
      </div>
      {isAtEnd ? null : (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button
            size="sm"
            icon={<ArrowDown aria-hidden className="size-3.5" />}
            className="pointer-events-auto rounded-full shadow-float"
            onClick={toEnd}
          >
            Newest
          </Button>
        </div>
      )}
    </div>
  )
}

/** The line stays where it was drawn, although all is read by now. */
function useUnreadLine(
  messages: readonly MessageView[],
  unreadAtOpen: number,
  isLoaded: boolean,
): string | undefined {
  const [line, setLine] = useState<{ id: string | undefined }>()
  if (isLoaded && !line) setLine({ id: firstUnread(messages, unreadAtOpen) })
  return line?.id
}

const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const dayFormatYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' })

function dayWords(at: string): string {
  const date = new Date(at)
  const today = new Date()
  if (date.toDateString() === today.toDateString()) return 'Today'
  today.setDate(today.getDate() - 1)
  if (date.toDateString() === today.toDateString()) return 'Yesterday'
  return (date.getFullYear() === today.getFullYear() ? dayFormat : dayFormatYear).format(date)
}

function Item({
  item,
  memberNames,
  foundId,
}: {
  item: ThreadItem
  memberNames: readonly string[]
  foundId: string | undefined
}) {
  if (item.kind === 'day') return <Rule>{dayWords(item.at)}</Rule>
  if (item.kind === 'unread') return <Rule strong>New</Rule>
  if (item.kind === 'event') {
    return (
      <p className="mx-auto mt-2 max-w-full px-4 text-center text-meta text-faint">
        {eventWords(item.message)}
      </p>
    )
  }
  const { message, first, last } = item
  return (
    <Message
      message={message}
      first={first}
      last={last}
      memberNames={memberNames}
      isFound={message.id === foundId}
    />
  )
}

const Rule = ({ strong, children }: { strong?: boolean; children: string }) => (
  <div className="mt-4 flex items-center gap-3 px-4">
    <span className={strong ? 'h-px flex-1 bg-accent' : 'h-px flex-1 bg-line'} />
    <span className={strong ? 'text-meta font-medium text-accent-ink' : 'text-meta text-muted'}>
      {children}
    </span>
    <span className={strong ? 'h-px flex-1 bg-accent' : 'h-px flex-1 bg-line'} />
  </div>
)

const ThreadSkeleton = () => (
  <div className="animate-late space-y-4 px-4">
    {[1, 2, 3, 4].map((n) => (
      <div key={n} className={n % 2 ? 'flex' : 'flex justify-end'}>
        <Skeleton className={n % 3 ? 'h-10 w-64 rounded-lg' : 'h-16 w-80 rounded-lg'} />
      </div>
    ))}
  </div>
)
