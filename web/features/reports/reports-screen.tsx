import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { BellRing, CalendarClock, ChartLine, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { usePaletteActions } from '../../app/palette.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { AlertDialog } from './alert-dialog.tsx'
import { AlertList } from './alert-list.tsx'
import { ReportList } from './report-list.tsx'
import { alertsQuery, reportsQuery, schedulesQuery } from './reports-api.ts'
import { ScheduleList } from './schedule-list.tsx'
import { useReportsLive } from './use-reports-live.ts'

/** Reports, what is sent of them, and what is watched. */
export function ReportsScreen() {
  const { can } = useMe()
  const mayWrite = can('reports:write')
  const { tab = 'reports' } = useSearch({ from: '/shell/reports' })
  const navigate = useNavigate()
  const reports = useQuery(reportsQuery)
  const schedules = useQuery(schedulesQuery)
  const alerts = useQuery(alertsQuery)
  const [isMaking, setMaking] = useState(false)
  useReportsLive()
  useReportPalette(mayWrite)
  const newAlert = (
    <Button look="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setMaking(true)}>
      New alert
    </Button>
  )
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Reports"
        views={
          <Segmented
            label="What to see"
            value={tab}
            segments={[
              { value: 'reports', label: 'Reports', count: reports.data?.length || undefined },
              { value: 'sent', label: 'Sent', count: schedules.data?.length || undefined },
              { value: 'alerts', label: 'Alerts', count: alerts.data?.length || undefined },
            ]}
            onValueChange={(next) =>
              void navigate({ to: '/reports', search: next === 'reports' ? {} : { tab: next } })
            }
          />
        }
        action={mayWrite ? tab === 'alerts' ? newAlert : <NewReport /> : undefined}
      />
      <div className="scroll-quiet min-h-0 flex-1">
        <div className="mx-auto max-w-3xl p-4 md:p-6">
          {tab === 'reports' ? (
            <QueryView query={reports} loading={<SkeletonRows rows={4} label="Loading the reports" />}>
              {(list) => <ReportList reports={list} schedules={schedules.data ?? []} mayWrite={mayWrite} />}
            </QueryView>
          ) : tab === 'sent' ? (
            <QueryView query={schedules} loading={<SkeletonRows rows={4} label="Loading what is sent" />}>
              {(list) =>
                list.length > 0 ? (
                  <ScheduleList named schedules={list} />
                ) : (
                  <EmptyState icon={<CalendarClock />} title="No report is sent yet">
                    Open a report and choose Schedule, or write “send this here every Monday 8:30” in a chat.
                  </EmptyState>
                )
              }
            </QueryView>
          ) : (
            <QueryView query={alerts} loading={<SkeletonRows rows={4} label="Loading the alerts" />}>
              {(list) =>
                list.length > 0 ? (
                  <AlertList alerts={list} />
                ) : (
                  <EmptyState
                    icon={<BellRing />}
                    title="Nothing is watched yet"
                    action={mayWrite ? newAlert : undefined}
                  >
                    Be told in chat when a figure drops, a post fails or a customer waits too long.
                  </EmptyState>
                )
              }
            </QueryView>
          )}
        </div>
      </div>
      {isMaking ? <AlertDialog onClose={() => setMaking(false)} /> : null}
    </div>
  )
}

const NewReport = () => (
  <Button look="primary" icon={<Plus aria-hidden className="size-4" />} asChild>
    <Link to="/reports/$reportId" params={{ reportId: 'new' }}>
      New report
    </Link>
  </Button>
)

function useReportPalette(mayWrite: boolean) {
  const navigate = useNavigate()
  const reports = useQuery(reportsQuery).data
  usePaletteActions(
    useMemo(
      () =>
        [...(mayWrite ? [{ id: 'new', name: 'New report' }] : []), ...(reports ?? [])].map(
          ({ id, name }) => ({
            id: `reports.open.${id}`,
            label: name,
            group: 'Reports',
            icon: <ChartLine />,
            run: () => void navigate({ to: '/reports/$reportId', params: { reportId: id } }),
          }),
        ),
      [mayWrite, reports, navigate],
    ),
  )
}
