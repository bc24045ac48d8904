import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMe } from '../../app/me.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { alertsQuery, createAlert, stopAlert, type AlertView } from './reports-api.ts'

/** What is watched, and how it stands. */
export const AlertList = ({ alerts }: { alerts: readonly AlertView[] }) => (
  <ul aria-label="Alerts" className="divide-y divide-line">
    {alerts.map((alert) => (
      <AlertRow key={alert.id} alert={alert} />
    ))}
  </ul>
)

function AlertRow({ alert }: { alert: AlertView }) {
  const { can } = useMe()
  const { name, placeName, firing, fault, checkedAt } = alert
  const stop = useStop(alert)
  return (
    <li aria-label={name} className="flex items-center gap-3 py-3 text-list">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="text-read font-semibold first-letter:uppercase">{name}</span>
          {fault ? (
            <Badge tone="bad">Cannot be watched</Badge>
          ) : firing ? (
            <Badge tone="warn">It is so now</Badge>
          ) : null}
        </p>
        <p className="text-muted">
          Told in {placeName}
          {checkedAt ? (
            <>
              {' · looked '}
              <Time at={checkedAt} />
            </>
          ) : null}
        </p>
        {fault ? <p className="text-bad">{fault}</p> : null}
      </div>
      {can('reports:write') ? (
        <Button aria-label={`Stop the alert: ${name}`} busy={stop.isPending} onClick={() => stop.mutate()}>
          Stop
        </Button>
      ) : null}
    </li>
  )
}

function useStop({ id, name, watch, place }: AlertView) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: ['alerts'] })
  const again = useMutation({
    mutationFn: () => createAlert({ name, watch, place }),
    meta: { failed: 'It is not watched again' },
    onSuccess: fresh,
  })
  return useMutation({
    mutationFn: () => stopAlert(id),
    meta: { failed: 'It is still watched' },
    onSuccess() {
      queries.setQueryData(alertsQuery.queryKey, (old) => old?.filter((one) => one.id !== id))
      toasts.show({ title: 'Not watched any more', detail: name, undo: () => again.mutate() })
      return fresh()
    },
  })
}
