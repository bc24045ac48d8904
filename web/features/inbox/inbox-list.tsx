import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useNavigation } from '../../app/navigation.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { ConversationList, type ConversationListProps } from './conversation-list.tsx'
import type { InboxSearch } from './list-filter.ts'

export interface InboxListProps extends Omit<ConversationListProps, 'hasMore' | 'onMore'> {
  query: Pick<
    UseInfiniteQueryResult,
    'isPending' | 'error' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >
  search: InboxSearch
  onAll: () => void
}

/** The list in each of its states. */
export function InboxList({ query, search, onAll, ...list }: InboxListProps) {
  if (query.isPending) return <SkeletonRows rows={12} />
  if (query.error && list.rows.length === 0) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  }
  if (list.rows.length === 0) return <Nothing search={search} onAll={onAll} />
  return (
    <ConversationList
      {...list}
      hasMore={query.hasNextPage && !query.isFetchingNextPage}
      onMore={() => void query.fetchNextPage()}
    />
  )
}

const emptyWords = {
  open: 'All done here',
  pending: 'Nothing is pending',
  snoozed: 'Nothing is snoozed',
  resolved: 'Nothing is resolved yet',
}

function Nothing({ search, onAll }: { search: InboxSearch; onAll: () => void }) {
  const channels = useNavigation().find(({ id }) => id === 'channels')
  const isNarrow = Boolean(
    search.tab || search.filter || search.label || search.channel || search.status || search.sort,
  )
  return (
    <EmptyState
      icon={<Inbox />}
      title={emptyWords[search.status ?? 'open']}
      action={
        isNarrow ? (
          <Button onClick={onAll}>Show all open conversations</Button>
        ) : channels ? (
          <Button asChild>
            <Link to={channels.to}>Connect a channel</Link>
          </Button>
        ) : null
      }
    >
      {isNarrow
        ? 'No conversation fits what you chose.'
        : 'What customers write on your channels comes in here, the moment they send it.'}
    </EmptyState>
  )
}
