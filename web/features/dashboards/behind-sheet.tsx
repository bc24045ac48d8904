import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../ui/error-state.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { behindQuery, type Behind } from './dashboards-api.ts'
import type { DashboardSettings } from './dashboard-search.ts'

export interface BehindSheetProps {
  dashboardId: string
  settings: DashboardSettings
  behind: Behind
  onClose: () => void
}

const nouns = { posts: 'Posts', conversations: 'Conversations', accounts: 'Accounts' } as const

/** The posts, conversations or accounts that a figure is made of, each with a way to it. */
export function BehindSheet({ dashboardId, settings, behind, onClose }: BehindSheetProps) {
  const query = useQuery(behindQuery(dashboardId, settings, behind))
  const { data } = query
  return (
    <Sheet
      open
      onOpenChange={(open) => open || onClose()}
      title={data ? `${nouns[data.of]} behind it` : 'What is behind it'}
    >
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : data ? (
        <div className="p-4">
          <h3 className="text-read font-semibold">{data.title}</h3>
          {data.rows.length === 0 ? (
            <p className="mt-2 text-list text-muted">
              There is nothing behind it in that time. Choose a longer period, or fewer filters.
            </p>
          ) : (
            <ul aria-label={nouns[data.of]} className="mt-2 divide-y divide-line">
              {data.rows.map(({ key, label, detail, path }) => (
                <li key={key} className="flex items-baseline gap-3 py-2.5 text-list">
                  <span className="line-clamp-2 min-w-0 flex-1">
                    {path === null ? (
                      label
                    ) : (
                      <Link to={path} className="text-accent-ink underline-offset-2 hover:underline">
                        {label}
                      </Link>
                    )}
                  </span>
                  <span className="tabular shrink-0 text-muted">{detail}</span>
                </li>
              ))}
            </ul>
          )}
          {data.more > 0 ? <p className="mt-2 text-list text-muted">and {data.more} more</p> : null}
          <p className="mt-4 text-meta text-muted">{data.quiet}</p>
        </div>
      ) : (
        <SkeletonRows label="Looking behind it" />
      )}
    </Sheet>
  )
}
