import { useInfiniteQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { useRoving } from '../../ui/use-roving.ts'
import { searchQuery, type SearchHit } from './inbox-api.ts'
import { snippetOf } from './snippet.ts'

export interface SearchResultsProps {
  q: string
  shownMessageId: string | undefined
  onOpen: (hit: SearchHit) => void
}

export function SearchResults({ q, shownMessageId, onOpen }: SearchResultsProps) {
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(searchQuery(q))
  const hits = data?.pages.flatMap((page) => page.data) ?? []
  const { listProps, rowProps } = useRoving({
    count: hits.length,
    onOpen: (index) => {
      const hit = hits[index]
      if (hit) onOpen(hit)
    },
  })
  if (q.length < 2) {
    return (
      <EmptyState icon={<Search />} title="Search all messages">
        Words, a part of an order number, an address. Two letters are enough to begin.
      </EmptyState>
    )
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (isPending) return <SkeletonRows />
  if (hits.length === 0) {
    return <EmptyState icon={<Search />} title="Nothing found">{`No message holds “${q}”.`}</EmptyState>
  }
  return (
    <div className="scroll-quiet min-h-0 flex-1">
      <div role="listbox" aria-label="Messages found" {...listProps}>
        {hits.map((hit, index) => (
          // The listbox's own key handler serves its options.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={hit.message.id}
            role="option"
            aria-selected={hit.message.id === shownMessageId}
            {...rowProps(index)}
            onClick={() => onOpen(hit)}
            className={cx(
              'group ring-inside flex cursor-default items-center gap-3 border-b border-line px-4 py-2 text-list hover:bg-hover',
              hit.message.id === shownMessageId && 'bg-selected hover:bg-selected',
            )}
          >
            <Hit hit={hit} q={q} />
          </div>
        ))}
      </div>
      {hasNextPage ? (
        <div className="p-3 text-center">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            More
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Hit({ hit: { message, conversation }, q }: { hit: SearchHit; q: string }) {
  return (
    <>
      <Avatar
        name={conversation.contactName}
        channel={{ connector: conversation.connector, name: conversation.connector }}
      />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">{conversation.contactName}</span>
          <Time at={message.at} className="ml-auto shrink-0 text-meta text-faint" />
        </span>
        <span className={cx('line-clamp-2 text-meta', message.kind === 'note' ? 'text-note' : 'text-muted')}>
          {snippetOf(message.text, q).map((part, index) =>
            part.isHit ? (
              <mark key={`${index} ${part.text}`} className="bg-note-soft font-semibold text-ink">
                {part.text}
              </mark>
            ) : (
              part.text
            ),
          )}
        </span>
      </span>
    </>
  )
}
