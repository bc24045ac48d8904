import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { ChartLine } from 'lucide-react'
import type { ReactNode } from 'react'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ReportPage } from './report-page.tsx'
import { reportsQuery, templatesQuery } from './reports-api.ts'
import { useReportsLive } from './use-reports-live.ts'

const fresh = { name: 'New report', sections: [] }

export function ReportScreen() {
  const { reportId } = useParams({ from: '/shell/reports/$reportId' })
  const { template } = useSearch({ from: '/shell/reports/$reportId' })
  const isNew = reportId === 'new'
  const reports = useQuery(reportsQuery)
  const templates = useQuery({ ...templatesQuery, enabled: template !== undefined })
  useReportsLive()
  const query = isNew && template !== undefined ? templates : reports
  if (isNew && template === undefined) return <ReportPage key="new" saved={undefined} begin={fresh} />
  if (query.isError)
    return (
      <Bare>
        <ErrorState
          title="The report could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      </Bare>
    )
  if (query.isPending)
    return (
      <Bare>
        <output
          aria-label="Loading the report"
          className="mx-auto block w-full max-w-3xl animate-late space-y-4 p-6"
        >
          <Skeleton className="h-8 w-64" />
          <Skeleton className="h-96 w-full" />
          <Skeleton className="h-96 w-full" />
        </output>
      </Bare>
    )
  if (isNew) {
    const from = templates.data?.find(({ id }) => id === template)
    return <ReportPage key={`new ${template ?? ''}`} saved={undefined} begin={from ?? fresh} />
  }
  const saved = reports.data?.find(({ id }) => id === reportId)
  if (saved) return <ReportPage key={saved.id} saved={saved} begin={saved} />
  return (
    <Bare>
      <EmptyState
        icon={<ChartLine />}
        title="There is no such report"
        action={
          <Button asChild>
            <Link to="/reports">All reports</Link>
          </Button>
        }
      >
        Perhaps somebody deleted it.
      </EmptyState>
    </Bare>
  )
}

const Bare = ({ children }: { children: ReactNode }) => (
  <div className="flex h-full flex-col">
    <PageHeader title="Report" />
    {children}
  </div>
)
