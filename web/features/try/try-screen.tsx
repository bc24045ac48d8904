import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { ArrowUpRight, Check, ChevronRight } from 'lucide-react'
import { useEffect, type MouseEvent } from 'react'
import { call } from '../../app/api.ts'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { writePref } from '../../app/prefs.ts'
import { QueryView } from '../../app/query-view.tsx'
import { cx } from '../../ui/cx.ts'

interface Step {
  title: string
  text: string
  href: string
  done: boolean
}

const stepsKey = ['demo', 'steps']

/** What a newcomer can try; each step ticks itself off by what really happened. */
export function TryScreen() {
  const { org } = useMe()
  useEffect(() => writePref('welcomed', 'yes'), [])
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: stepsKey,
    queryFn: () => call<Step[]>('/api/v1/demo/steps'),
    staleTime: 0,
  })
  useLiveEvents(['*'], () => void queries.invalidateQueries({ queryKey: stepsKey }))
  const steps = query.data ?? []
  const done = steps.filter((step) => step.done).length
  return (
    <>
      <PageHeader title="Try it" />
      <div className="scroll-quiet min-h-0 flex-1">
        <div className="mx-auto max-w-2xl p-4 md:py-12">
          <h2 className="text-display font-semibold">Welcome to {org?.name ?? 'Parley'}</h2>
          <p className="mt-1 text-read text-muted">
            A team inbox to play with. The customers are made up, the platforms run on this machine, and
            nothing leaves it.
          </p>
          <QueryView query={query}>
            {(all) => (
              <>
                <Progress done={done} of={all.length} />
                <ol className="mt-4 overflow-hidden rounded border border-line">
                  {all.map((step, index) => (
                    <StepRow
                      key={step.title}
                      step={step}
                      isNext={index === all.findIndex((one) => !one.done)}
                    />
                  ))}
                </ol>
              </>
            )}
          </QueryView>
        </div>
      </div>
    </>
  )
}

const Progress = ({ done, of }: { done: number; of: number }) => (
  <div className="mt-8 flex items-center gap-3">
    <progress
      aria-label="Steps done"
      max={of}
      value={done}
      className="h-1.5 flex-1 appearance-none overflow-hidden rounded-full bg-fill [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-fill [&::-webkit-progress-value]:bg-accent"
    />
    <span className="tabular text-meta text-muted">{done === of ? 'All done' : `${done} of ${of}`}</span>
  </div>
)

function StepRow({ step, isNext }: { step: Step; isNext: boolean }) {
  const { history } = useRouter()
  const isOurs = step.href.startsWith('/') && !/^\/(docs|webchat|media|api)/.test(step.href)
  const open = (event: MouseEvent) => {
    if (!isOurs || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    history.push(step.href)
  }
  const Arrow = isOurs ? ChevronRight : ArrowUpRight
  return (
    <li className="border-b border-line last:border-0">
      <a
        href={step.href}
        onClick={open}
        {...(isOurs ? {} : { target: '_blank', rel: 'noreferrer' })}
        className="group ring-inside flex items-center gap-4 px-4 py-3.5 transition-colors duration-150 hover:bg-hover"
      >
        <span
          className={cx(
            'flex size-6 shrink-0 items-center justify-center rounded-full border',
            step.done
              ? 'border-transparent bg-good-soft text-good'
              : isNext
                ? 'border-accent text-accent-ink'
                : 'border-edge text-transparent',
          )}
        >
          {step.done ? <Check aria-hidden className="size-3.5 stroke-3" /> : null}
          <span className="sr-only">{step.done ? 'Done:' : 'To do:'}</span>
        </span>
        <span className="min-w-0 flex-1">
          <span className={cx('block text-read font-medium', step.done && 'text-muted')}>{step.title}</span>
          <span className="block text-list text-muted">{step.text}</span>
        </span>
        <Arrow aria-hidden className="size-4 shrink-0 text-faint group-hover:text-ink" />
      </a>
    </li>
  )
}
