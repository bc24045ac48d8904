import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Time } from '../../ui/time.tsx'
import { templatesQuery, type ReportView, type ScheduleView, type Section } from './reports-api.ts'

export interface ReportListProps {
  reports: readonly ReportView[]
  schedules: readonly ScheduleView[]
  mayWrite: boolean
}

const titlesOf = (sections: readonly Section[]) => sections.map(({ title }) => title).join(' · ')

/** Saved reports, and below them what teams ask every week, to begin from. */
export function ReportList({ reports, schedules, mayWrite }: ReportListProps) {
  const templates = useQuery(templatesQuery).data ?? []
  const sorted = reports.toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <>
      {sorted.length > 0 ? (
        <ul aria-label="Saved reports" className="mb-8 divide-y divide-line border-b border-line">
          {sorted.map((report) => (
            <li key={report.id}>
              <Link
                to="/reports/$reportId"
                params={{ reportId: report.id }}
                className="ring-inside flex min-h-16 items-center gap-3 px-2 py-2 hover:bg-hover"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-read font-semibold">{report.name}</span>
                  <span className="block truncate text-list text-muted">{titlesOf(report.sections)}</span>
                </span>
                {schedules.some(({ reportId }) => reportId === report.id) ? (
                  <Badge tone="accent" icon={<CalendarClock aria-hidden />}>
                    Sent
                  </Badge>
                ) : null}
                <span className="text-meta text-muted max-md:hidden">
                  <Time at={report.updatedAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mb-6 max-w-prose text-read text-muted">
          A report is a few questions that are asked anew each time it is opened or sent. Begin with one of
          these, or save an answer from{' '}
          <Link to="/ask" className="text-accent-ink underline underline-offset-2">
            Ask
          </Link>
          .
        </p>
      )}
      <section aria-label="Templates">
        <h2 className="mb-2 text-read font-semibold">{mayWrite ? 'Begin with' : 'Ready reports'}</h2>
        <ul className="grid gap-3 md:grid-cols-2">
          {templates.map(({ id, name, sections }) => (
            <li key={id}>
              <Link
                to="/reports/$reportId"
                params={{ reportId: 'new' }}
                search={{ template: id }}
                className="block h-full rounded border border-line bg-surface p-4 hover:bg-hover"
              >
                <span className="block text-read font-semibold">{name}</span>
                <span className="mt-0.5 block text-list text-muted">{titlesOf(sections)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
