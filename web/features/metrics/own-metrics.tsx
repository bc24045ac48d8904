import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Pencil, Sigma, Trash2 } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { OwnMetricView } from './metrics-api.ts'

export interface OwnMetricsProps {
  query: UseQueryResult<OwnMetricView[]>
  mayChange: boolean
  onChange: (metric: OwnMetricView) => void
  onDelete: (metric: OwnMetricView) => void
  onNew: () => void
}

/** The organisation's own metrics: what each is made of, and what uses it. */
export function OwnMetrics({ query, mayChange, onChange, onDelete, onNew }: OwnMetricsProps) {
  return (
    <section aria-labelledby="own-metrics" className="flex flex-col gap-3">
      <h2 id="own-metrics" className="text-title font-semibold">
        Your own
      </h2>
      {query.isError ? (
        <ErrorState
          title="Your metrics could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : query.isPending ? (
        <Skeleton className="h-24 w-full animate-late" />
      ) : query.data.length === 0 ? (
        <EmptyState
          icon={<Sigma />}
          title="No metric of your own yet"
          action={mayChange ? <Button onClick={onNew}>Make one</Button> : undefined}
        >
          Put figures of the catalogue together, like saves / reach * 100. It can then be asked for, charted,
          reported and watched like all others.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {query.data.map((metric) => (
            <OwnMetric
              key={metric.id}
              metric={metric}
              mayChange={mayChange}
              onChange={() => onChange(metric)}
              onDelete={() => onDelete(metric)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

interface OwnMetricProps {
  metric: OwnMetricView
  mayChange: boolean
  onChange: () => void
  onDelete: () => void
}

const units = { count: 'number', percent: 'percent', seconds: 'time' }

function OwnMetric({ metric, mayChange, onChange, onDelete }: OwnMetricProps) {
  const { id, name, category, formula, unit, usedIn, fault } = metric
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 p-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            to="/ask"
            search={{ metrics: id, period: 'last_30_days', by: 'platform', compare: 'previous_period' }}
            className="text-read font-medium break-words hover:underline"
          >
            {name}
          </Link>
          <Badge>{category}</Badge>
          <span className="text-meta text-muted">{units[unit]}</span>
        </p>
        <code className="text-list break-words text-muted">{formula}</code>
        {fault ? <p className="text-list text-bad">{fault}</p> : null}
        {usedIn.length > 0 ? (
          <p className="text-meta text-muted">
            Used in {new Intl.ListFormat('en').format(usedIn.map((use) => `the ${use.kind} ${use.name}`))}
          </p>
        ) : null}
      </div>
      {mayChange ? (
        <div className="flex gap-1">
          <IconButton label={`Change ${name}`} icon={<Pencil />} onClick={onChange} />
          <IconButton
            label={usedIn.length > 0 ? `${name} is in use and cannot be deleted` : `Delete ${name}`}
            icon={<Trash2 />}
            disabled={usedIn.length > 0}
            onClick={onDelete}
          />
        </div>
      ) : null}
    </li>
  )
}
