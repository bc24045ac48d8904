import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { startSearch } from '../ask/question.ts'
import { askViews } from '../ask/views.ts'
import { Catalogue } from './catalogue.tsx'
import { MetricDialog } from './metric-dialog.tsx'
import { deleteMetric, ownMetricsQuery, type OwnMetricView } from './metrics-api.ts'
import { OwnMetrics } from './own-metrics.tsx'

/** Every figure that can be asked for, and those that the organisation made by formula. */
export function MetricsScreen() {
  const navigate = useNavigate()
  const { can } = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const own = useQuery(ownMetricsQuery)
  const [edited, setEdited] = useState<OwnMetricView | 'new'>()
  const [doomed, setDoomed] = useState<OwnMetricView>()
  const refresh = () => void queries.invalidateQueries({ queryKey: ['metrics'] })
  useLiveEvents(['metric.*'], refresh)
  const remove = useMutation({
    mutationFn: (metric: OwnMetricView) => deleteMetric(metric.slug),
    meta: { quiet: true },
    onSuccess({ name }) {
      refresh()
      toasts.show({ title: `${name} is deleted` })
    },
    onError: (error) => toasts.show({ title: 'It was not deleted', detail: causeOf(error), tone: 'bad' }),
  })
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Ask"
        views={
          <Segmented
            label="How to ask"
            value="metrics"
            segments={askViews}
            onValueChange={(view) =>
              view === 'metrics'
                ? undefined
                : void navigate({ to: '/ask', search: view === 'build' ? startSearch : {} })
            }
          />
        }
        action={
          can('reports:write') ? (
            <Button
              look="primary"
              icon={<Plus aria-hidden className="size-4" />}
              onClick={() => setEdited('new')}
            >
              New metric
            </Button>
          ) : undefined
        }
      />
      <div
        role="region"
        aria-label="Metrics"
        // A scroller must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="scroll-quiet ring-inside min-h-0 flex-1"
      >
        <div className="mx-auto flex max-w-4xl flex-col gap-8 p-4 md:p-6">
          <OwnMetrics
            query={own}
            mayChange={can('reports:write')}
            onChange={setEdited}
            onDelete={setDoomed}
            onNew={() => setEdited('new')}
          />
          <Catalogue />
        </div>
      </div>
      {edited ? (
        <MetricDialog
          key={edited === 'new' ? 'new' : edited.id}
          metric={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={refresh}
        />
      ) : null}
      <Confirm
        open={doomed !== undefined}
        onOpenChange={(open) => open || setDoomed(undefined)}
        title={`Delete ${doomed?.name ?? ''}?`}
        act="Delete metric"
        danger
        onConfirm={() => doomed && remove.mutate(doomed)}
      >
        Nothing uses it. Nobody can ask for it any more.
      </Confirm>
    </div>
  )
}
