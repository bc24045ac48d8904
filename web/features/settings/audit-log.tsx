import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { auditQuery, type AuditEntry } from './settings-api.ts'

/** Who changed what, newest first. */
export function AuditLog() {
  const query = useInfiniteQuery(auditQuery)
  const entries = query.data?.pages.flatMap((page) => page.data)
  return (
    <Card
      title="Audit log"
      hint="Who changed what. Nobody can change it."
      action={
        <Button size="sm" busy={query.isRefetching} onClick={() => void query.refetch()}>
          Refresh
        </Button>
      }
    >
      {entries ? (
        <Entries entries={entries} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows />
      )}
      {query.hasNextPage ? (
        <Button
          className="mt-4 w-full"
          look="quiet"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older
        </Button>
      ) : null}
    </Card>
  )
}

const Entries = ({ entries }: { entries: readonly AuditEntry[] }) =>
  entries.length === 0 ? (
    <EmptyState icon={<ScrollText />} title="Nothing happened yet">
      Changes of channels, rules, the team and settings appear here.
    </EmptyState>
  ) : (
    <ol aria-label="Audit log" className="-my-2 divide-y divide-line">
      {entries.map((entry) => (
        <li key={entry.id} className="flex items-baseline gap-3 py-2 text-list">
          <span className="min-w-0 flex-1 break-words">
            <span className="font-medium">{entry.actor.name}</span> {entry.summary}
          </span>
          <code className="shrink-0 font-mono text-meta text-muted max-md:hidden">{entry.verb}</code>
          <Time at={entry.at} className="w-16 shrink-0 text-right text-meta text-muted" />
        </li>
      ))}
    </ol>
  )
