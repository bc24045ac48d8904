import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe } from '../../app/me.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { plannedWords } from '../posts/post-words.ts'
import { scheduleReport, schedulesQuery, stopSchedule, type ScheduleView } from './reports-api.ts'

/** What is sent, when and where, with its next time. */
export const ScheduleList = ({
  schedules,
  named,
}: {
  schedules: readonly ScheduleView[]
  named?: boolean
}) => (
  <ul aria-label="What is sent" className="divide-y divide-line">
    {schedules.map((schedule) => (
      <ScheduleRow key={schedule.id} schedule={schedule} named={named ?? false} />
    ))}
  </ul>
)

function ScheduleRow({ schedule, named }: { schedule: ScheduleView; named: boolean }) {
  const { can } = useMe()
  const { name, reportId, words, zone, placeName, nextAt, pausedReason, by } = schedule
  const [asking, setAsking] = useState(false)
  const stop = useStop(schedule)
  return (
    <li aria-label={`${name}, ${words}`} className="flex items-center gap-3 py-3 text-list">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          {named ? (
            <span className="text-read font-semibold">
              {reportId ? (
                <Link to="/reports/$reportId" params={{ reportId }} className="hover:underline">
                  {name}
                </Link>
              ) : (
                name
              )}
            </span>
          ) : (
            <span className="font-medium first-letter:uppercase">{words}</span>
          )}
          {pausedReason ? <Badge tone="warn">Paused</Badge> : null}
        </p>
        <p className="text-muted">
          {named ? <span className="inline-block first-letter:uppercase">{words}</span> : null}
          {named ? ' · ' : ''}
          to {placeName}
          {by ? ` · by ${by}` : ''}
        </p>
        {pausedReason ? (
          <p className="text-warn">{pausedReason}</p>
        ) : nextAt ? (
          <p className="tabular text-meta text-muted">
            Next: {plannedWords(nextAt)} ({zone})
          </p>
        ) : null}
      </div>
      {can('reports:write') ? (
        <Button
          aria-label={`Stop sending ${name}`}
          busy={stop.isPending}
          onClick={() => (reportId ? stop.mutate() : setAsking(true))}
        >
          Stop
        </Button>
      ) : null}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Stop sending ${name}?`}
        act="Stop sending"
        danger
        onConfirm={() => stop.mutate()}
      >
        It was asked for in a chat and is saved nowhere else. To have it again, ask for it again.
      </Confirm>
    </li>
  )
}

function useStop({ id, name, reportId, rrule, place }: ScheduleView) {
  const queries = useQueryClient()
  const toasts = useToasts()
  const fresh = () => queries.invalidateQueries({ queryKey: ['reports', 'schedules'] })
  const again = useMutation({
    mutationFn: (of: string) => scheduleReport({ name, reportId: of, rrule, place }),
    meta: { failed: 'It is not sent again' },
    onSuccess: fresh,
  })
  return useMutation({
    mutationFn: () => stopSchedule(id),
    meta: { failed: 'It is still sent' },
    onSuccess() {
      queries.setQueryData(schedulesQuery.queryKey, (old) => old?.filter((one) => one.id !== id))
      toasts.show({
        title: `${name} is not sent any more`,
        ...(reportId ? { undo: () => again.mutate(reportId) } : {}),
      })
      return fresh()
    },
  })
}
