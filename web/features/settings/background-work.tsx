import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, RotateCcw } from 'lucide-react'
import { unwrap } from '../../app/api.ts'
import { useMe } from '../../app/me.ts'
import { QueryView } from '../../app/query-view.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { useToasts } from '../../ui/toast.tsx'
import { BackgroundBeside } from './background-beside.tsx'
import { failedQuery, healthQuery, jobsApi, type Background, type FailedJob } from './settings-api.ts'

/** Whether the work behind the screen gets done. */
export function BackgroundWork() {
  const health = useQuery(healthQuery)
  const failed = useQuery(failedQuery)
  return (
    <>
      <QueryView query={health} loading={<Skeleton className="h-40 animate-late" />}>
        {(view) => (
          <>
            <Summary view={view} />
            {view.setAside.length > 0 ? <SetAside rows={view.setAside} /> : null}
          </>
        )}
      </QueryView>
      <Card title="Failed work" hint="It was tried several times. It runs again only when you say so.">
        <QueryView query={failed} loading={<Skeleton className="h-20 animate-late" />}>
          {(jobs) =>
            jobs.length === 0 ? (
              <p className="text-list text-muted">Nothing failed.</p>
            ) : (
              <ul className="-my-2 divide-y divide-line">
                {jobs.map((job) => (
                  <FailedRow key={job.id} job={job} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </Card>
      {health.data ? <BackgroundBeside beside={health.data.beside} /> : null}
    </>
  )
}

const seconds = (value: number) => (value < 1 ? 'less than a second' : `${Math.round(value)} s`)

function Summary({ view }: { view: Background }) {
  const waiting = view.lag.filter((one) => one.waiting > 0)
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          {view.ok ? (
            <CircleCheck aria-hidden className="size-4 text-good" />
          ) : (
            <CircleAlert aria-hidden className="size-4 text-bad" />
          )}
          {view.ok ? 'Everything gets done' : 'Something is stuck'}
        </span>
      }
    >
      <h3 className="text-meta font-medium text-muted">Waiting</h3>
      {waiting.length === 0 ? (
        <p className="py-1.5 text-list">Nothing waits.</p>
      ) : (
        <ul className="divide-y divide-line">
          {waiting.map((one) => (
            <li key={one.task} className="flex justify-between gap-3 py-1.5 text-list">
              <span className="min-w-0 truncate font-mono text-meta leading-5">{one.task}</span>
              <span className="tabular shrink-0 text-muted">
                {one.waiting}, the oldest for {seconds(one.oldestSeconds)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3 className="mt-4 text-meta font-medium text-muted">Processes</h3>
      <ul className="divide-y divide-line">
        {view.processes.map((one) => (
          <li key={one.id} className="flex items-center gap-3 py-1.5 text-list">
            <span className="min-w-0 flex-1 truncate">{one.roles.join(', ')}</span>
            <span className="text-meta text-muted">
              version {one.version}, since <Time at={one.startedAt} />
            </span>
            <Badge tone={one.alive ? 'good' : 'bad'}>
              {one.alive ? 'Alive' : `Silent for ${seconds(one.silentSeconds)}`}
            </Badge>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function SetAside({ rows }: { rows: Background['setAside'] }) {
  const replay = useRunAgain('It could not be passed on', (id) =>
    unwrap(jobsApi['set-aside'][':id'].replay.$post({ param: { id } })),
  )
  return (
    <Card title="Set aside" hint="These changes stand, but what follows from them was not done.">
      <ul className="-my-2 divide-y divide-line">
        {rows.map((row) => (
          <li key={row.id} className="flex items-start gap-3 py-2.5 text-list">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{[...row.events, ...row.jobs].join(', ')}</span>
              <span className="block break-words text-meta text-muted">{row.reason}</span>
            </span>
            <RunAgain label={`Pass on ${row.events.join(', ')}`} onRun={() => replay.mutate(row.id)} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function FailedRow({ job }: { job: FailedJob }) {
  const retry = useRunAgain(`${job.task} could not be run again`, (id) =>
    unwrap(jobsApi[':id'].retry.$post({ param: { id } })),
  )
  return (
    <li className="flex items-start gap-3 py-2.5 text-list">
      <span className="min-w-0 flex-1">
        <span className="block font-mono text-meta leading-5">{job.task}</span>
        <span className="line-clamp-3 break-words">{job.error}</span>
        <span className="text-meta text-muted">
          tried {job.attempts} times, last <Time at={job.failedAt} />
        </span>
      </span>
      <RunAgain label={`Run ${job.task} again`} onRun={() => retry.mutate(job.id)} />
    </li>
  )
}

function RunAgain({ label, onRun }: { label: string; onRun: () => void }) {
  const { can } = useMe()
  if (!can('jobs:write')) return null
  return (
    <Button
      size="sm"
      aria-label={label}
      icon={<RotateCcw aria-hidden className="size-3.5" />}
      onClick={onRun}
    >
      Run again
    </Button>
  )
}

function useRunAgain(failed: string, run: (id: string) => Promise<unknown>) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: run,
    meta: { failed },
    onSuccess: () => toasts.show({ title: 'It runs again' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  })
}
