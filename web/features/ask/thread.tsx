import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import type { Reply, ReplyCommand } from '../console/console-api.ts'
import { WorkingStep } from '../console/working-view.tsx'
import { ReplyView } from '../console/reply-view.tsx'
import { AnswerSkeleton } from './answer-card.tsx'
import { FigureList } from './figure-list.tsx'
import { splitReply } from './reply-figures.ts'
import type { Turn } from './use-thread.ts'

export interface ThreadProps {
  turns: readonly Turn[]
  onCommand: (command: ReplyCommand) => void
}

/** Questions at the right, each answer below in the whole width; the newest question is in view. */
export function Thread({ turns, onCommand }: ThreadProps) {
  const last = useRef<HTMLElement>(null)
  const newest = turns.at(-1)
  const isAnswered = newest?.reply !== undefined || newest?.error !== undefined
  useEffect(() => {
    last.current?.scrollIntoView({ block: 'start' })
  }, [newest?.id, isAnswered])
  return (
    <div role="log" aria-label="Answers" aria-busy={newest && !isAnswered} className="flex flex-col gap-8">
      {turns.map((turn) => (
        <section
          key={turn.id}
          ref={turn === newest ? last : undefined}
          aria-label={turn.words}
          className="flex scroll-mt-4 flex-col gap-4"
        >
          <p className="max-w-[80%] self-end rounded-[16px] rounded-br-[4px] bg-accent-soft px-3 py-1.5 text-read break-words">
            {turn.words}
          </p>
          <Answered turn={turn} onCommand={onCommand} />
        </section>
      ))}
    </div>
  )
}

function Answered({ turn, onCommand }: { turn: Turn; onCommand: ThreadProps['onCommand'] }) {
  if (turn.reply) return <AnswerReply reply={turn.reply} onCommand={onCommand} />
  if (!turn.error) return <AtWork turn={turn} onCommand={onCommand} />
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3">
      <p className="text-read whitespace-pre-wrap text-bad">{causeOf(turn.error)}</p>
      <Button size="sm" onClick={turn.again}>
        Ask again
      </Button>
    </div>
  )
}

/** The figures are shown as soon as they are there; a sentence comes with the whole answer. */
function AtWork({ turn, onCommand }: { turn: Turn; onCommand: ThreadProps['onCommand'] }) {
  const { step, found } = turn.working ?? {}
  if (!step) return <AnswerSkeleton />
  return (
    <div className="flex flex-col gap-4">
      <WorkingStep step={step} />
      {found ? <AnswerReply reply={found} onCommand={onCommand} /> : <AnswerSkeleton />}
    </div>
  )
}

function AnswerReply({ reply, onCommand }: { reply: Reply; onCommand: ThreadProps['onCommand'] }) {
  const split = splitReply(reply)
  if (!split) return <ReplyView reply={reply} onCommand={onCommand} />
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-title font-semibold text-balance">{split.finding}</h2>
      {split.figures.length > 0 ? <FigureList figures={split.figures} /> : null}
      <ReplyView reply={split.rest} onCommand={onCommand} />
    </div>
  )
}
