import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Effect, RunView } from '#features/rules/schema.ts'
import { unwrapPage } from '../../app/api.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { ConversationLink } from './conversation-link.tsx'
import { rulesClient } from './rules-api.ts'
import { TraceLines } from './trace-lines.tsx'

const outcomes: Record<Effect['outcome'], { word: string; tone: Tone }> = {
  done: { word: 'Done', tone: 'good' },
  refused: { word: 'Refused', tone: 'bad' },
  waiting: { word: 'Waiting', tone: 'info' },
  cancelled: { word: 'Not done', tone: 'plain' },
}

export interface RunLogProps {
  /** Of one rule; without it, of all. */
  ruleId?: string
  /** The run that a link led to: its id, its message's or its conversation's. */
  wanted?: string | undefined
}

const useRuns = (ruleId: string | undefined, about?: string) =>
  useInfiniteQuery({
    queryKey: ['rules', 'runs', ruleId ?? 'all', about ?? ''],
    queryFn: ({ pageParam }) =>
      unwrapPage(
        rulesClient.runs.$get({
          query: {
            limit: '25',
            ...(ruleId ? { ruleId } : {}),
            ...(about ? { about } : {}),
            ...(pageParam ? { cursor: pageParam } : {}),
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.meta.cursor ?? undefined,
  })

export function RunLog({ ruleId, wanted }: RunLogProps) {
  const runs = useRuns(ruleId)
  const items = runs.data?.pages.flatMap((page) => page.data) ?? []
  const isHere = !wanted || items.some((run) => isAbout(run, wanted))
  if (runs.isPending) return <SkeletonRows label="Loading the run log" />
  if (runs.isError)
    return (
      <ErrorState
        title="The run log could not be loaded"
        error={runs.error}
        onRetry={() => void runs.refetch()}
      />
    )
  if (items.length === 0)
    return (
      <EmptyState icon={<History />} title="It has not run yet">
        Each time a rule acts, you read here which of its conditions matched and what it did.
      </EmptyState>
    )
  const chosen = wanted && isHere ? items.find((run) => isAbout(run, wanted))?.id : undefined
  return (
    <div className="flex flex-col gap-2 p-4">
      {wanted && !isHere ? <Wanted ruleId={ruleId} about={wanted} /> : null}
      <ul aria-label="Runs, newest first" className="flex flex-col gap-2">
        {items.map((run) => (
          <Run key={run.id} run={run} named={!ruleId} isWanted={run.id === chosen} />
        ))}
      </ul>
      {runs.hasNextPage ? (
        <Button busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          Show older runs
        </Button>
      ) : null}
    </div>
  )
}

const isAbout = (run: RunView, id: string) =>
  run.id === id || run.messageId === id || run.conversationId === id

/** An older run that a link led to stands over the list. */
function Wanted({ ruleId, about }: { ruleId: string | undefined; about: string }) {
  const found = useRuns(ruleId, about)
  const run = found.data?.pages[0]?.data[0]
  if (found.isPending) return null
  if (!run)
    return <p className="text-list text-muted">The run that the link leads to is not in the log any more.</p>
  return (
    <ul aria-label="The run that you came for">
      <Run run={run} named={!ruleId} isWanted />
    </ul>
  )
}

function Run({ run, named, isWanted }: { run: RunView; named: boolean; isWanted: boolean }) {
  const place = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isWanted) place.current?.scrollIntoView({ block: 'center' })
  }, [isWanted])
  const outcome = outcomes[run.outcome]
  return (
    <li
      ref={place}
      aria-current={isWanted || undefined}
      className={cx('rounded-md border border-line p-3', isWanted && 'border-accent bg-selected')}
    >
      <p className="flex items-center gap-2 text-meta text-muted">
        <Badge tone={outcome.tone}>{outcome.word}</Badge>
        <Time at={run.at} />
        <span className="flex-1" />
        <ConversationLink id={run.conversationId}>{`#${run.conversationNumber}`}</ConversationLink>
      </p>
      {named ? <p className="mt-1.5 text-list font-medium">{run.ruleName}</p> : null}
      <blockquote className="mt-1.5 line-clamp-3 text-read break-words">
        {run.messageText || '(no text)'}
      </blockquote>
      <div className="mt-2">
        <TraceLines trace={run.trace} />
      </div>
      <ul aria-label="What it did" className="mt-2 flex flex-col gap-1 border-t border-line pt-2 text-list">
        {run.effects.map((effect, index) => (
          <EffectLine key={index} effect={effect} />
        ))}
      </ul>
      <p className="mt-1.5 text-meta text-muted">
        {`Version ${run.ruleVersion}`}
        {run.branch === 'otherwise' ? ', otherwise branch' : ''}
      </p>
    </li>
  )
}

function EffectLine({ effect }: { effect: Effect }) {
  const { word, tone } = outcomes[effect.outcome]
  return (
    <li className="flex items-start gap-2">
      <span className="min-w-0 flex-1">
        <span className="line-clamp-3 break-words">{effect.action}</span>
        {effect.reason ? <span className="block text-meta text-muted">{effect.reason}</span> : null}
        {effect.outcome === 'waiting' && effect.dueAt ? (
          <span className="block text-meta text-muted">
            until <Time at={effect.dueAt} />
          </span>
        ) : null}
      </span>
      {effect.outcome === 'done' ? null : <Badge tone={tone}>{word}</Badge>}
    </li>
  )
}
