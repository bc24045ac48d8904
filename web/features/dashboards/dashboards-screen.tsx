import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { LayoutDashboard } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { DashboardPage } from './dashboard-page.tsx'
import { parseDashboardSearch } from './dashboard-search.ts'
import { createDashboard, dashboardsQuery } from './dashboards-api.ts'
import { useDashboardsLive } from './use-dashboards-live.ts'
import { gridLook } from './widget-size.ts'

/** The dashboard that the address names, else the first. */
export function DashboardsScreen() {
  const { dashboardId } = useParams({ strict: false })
  const search = parseDashboardSearch(useSearch({ strict: false }))
  const query = useQuery(dashboardsQuery)
  useDashboardsLive()
  if (query.isError && !query.data)
    return (
      <Bare>
        <ErrorState
          title="The dashboards could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      </Bare>
    )
  if (!query.data)
    return (
      <Bare>
        <Loading />
      </Bare>
    )
  const saved = dashboardId === undefined ? query.data[0] : query.data.find(({ id }) => id === dashboardId)
  if (saved) return <DashboardPage key={saved.id} dashboards={query.data} saved={saved} search={search} />
  return (
    <Bare>
      {dashboardId === undefined ? (
        <None />
      ) : (
        <EmptyState
          icon={<LayoutDashboard />}
          title="There is no such dashboard"
          action={
            <Button asChild>
              <Link to="/dashboard">The first one</Link>
            </Button>
          }
        >
          Perhaps somebody deleted it, or it is private.
        </EmptyState>
      )}
    </Bare>
  )
}

function None() {
  const { can } = useMe()
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: () => createDashboard({ name: 'New dashboard', widgets: [] }),
    meta: { failed: 'The dashboard was not made' },
    onSuccess: (one) => queries.setQueryData(dashboardsQuery.queryKey, [one]),
  })
  return (
    <EmptyState
      icon={<LayoutDashboard />}
      title="No dashboard"
      action={
        can('reports:write') ? (
          <Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>
            New dashboard
          </Button>
        ) : undefined
      }
    >
      A dashboard answers several questions at once, each time you look.
    </EmptyState>
  )
}

const Bare = ({ children }: { children: ReactNode }) => (
  <div className="flex h-full flex-col">
    <PageHeader title="Dashboard" />
    {children}
  </div>
)

const boxes = ['', '', '', '', 'row-span-2 md:col-span-2', 'row-span-2 md:col-span-2']

const Loading = () => (
  <output aria-label="Loading the dashboard" className={cx(gridLook, 'animate-late p-3 md:p-4')}>
    {boxes.map((size, at) => (
      <Skeleton key={at} className={cx('h-full rounded', size)} />
    ))}
  </output>
)
