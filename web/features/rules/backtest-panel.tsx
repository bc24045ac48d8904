import { FlaskConical } from 'lucide-react'
import type { BacktestView } from '#features/rules/backtest.schema.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { ConversationLink } from './conversation-link.tsx'
import { TraceLines } from './trace-lines.tsx'
import type { useBacktest } from './use-backtest.ts'

const spans = [
  { value: '7', label: 'last 7 days' },
  { value: '30', label: 'last 30 days' },
  { value: '90', label: 'last 90 days' },
  { value: '365', label: 'last year' },
] as const

export interface BacktestPanelProps {
  backtest: ReturnType<typeof useBacktest>
  /** Why it cannot be tested now. */
  blocked: string | undefined
  /** The rule was changed since. */
  isOld: boolean
}

export function BacktestPanel({ backtest, blocked, isOld }: BacktestPanelProps) {
  const { result, days, setDays, run, isRunning, error } = backtest
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-list text-muted">
        See what this rule would have done with messages that came in before. Nothing is sent or changed.
      </p>
      <div className="flex gap-2">
        <Select aria-label="Messages of" value={days} options={spans} onValueChange={setDays} />
        <Button
          look={result && !isOld ? 'secondary' : 'primary'}
          icon={<FlaskConical className="size-4" />}
          busy={isRunning}
          disabled={blocked !== undefined}
          onClick={() => run()}
        >
          {result ? 'Test again' : 'Test'}
        </Button>
      </div>
      {blocked ? <p className="text-meta text-muted">{blocked}</p> : null}
      {error ? (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-list text-bad">
          {causeOf(error)}
        </p>
      ) : null}
      {isRunning && !result ? <Waiting /> : null}
      {result ? <Result result={result} isOld={isOld} /> : null}
    </div>
  )
}

const Waiting = () => (
  <output aria-label="Testing" className="flex animate-late flex-col gap-3">
    <Skeleton className="h-6 w-2/3" />
    <Skeleton className="w-1/2" />
    <Skeleton className="h-20 w-full" />
    <Skeleton className="h-20 w-full" />
  </output>
)

const count = (value: number, one: string, more = `${one}s`) =>
  `${value.toLocaleString('en')} ${value === 1 ? one : more}`

function Result({ result, isOld }: { result: BacktestView; isOld: boolean }) {
  const acted = result.then + result.otherwise
  return (
    <section aria-label="Result of the test" className={isOld ? 'opacity-75' : undefined}>
      {isOld ? (
        <p className="mb-2">
          <Badge tone="warn">The rule has changed since. Test again.</Badge>
        </p>
      ) : null}
      <p role="status" className="text-head font-semibold">
        {result.looked === 0
          ? 'There are no messages in this time'
          : acted === 0
            ? 'It would have done nothing'
            : `It would have acted ${acted === 1 ? 'once' : `${acted.toLocaleString('en')} times`}`}
      </p>
      <p className="tabular mt-0.5 text-list text-muted">
        {`${count(result.looked, 'message')} looked at, ${result.matched === 0 ? 'none matches' : count(result.matched, 'matches', 'match')}`}
        {result.contacts > 0 ? `, ${count(result.contacts, 'person', 'people')}` : ''}
        {result.otherwise > 0 ? `, ${result.otherwise.toLocaleString('en')} times otherwise` : ''}
        {result.heldBack > 0 ? `, ${result.heldBack.toLocaleString('en')} held back by its limits` : ''}
        {`. ${result.tookMs} ms.`}
      </p>
      {result.approximate > 0 ? (
        <p className="mt-1 text-meta text-muted">
          {`${count(result.approximate, 'message was', 'messages were')} judged by the labels, status and owner of today: the past ones are gone.`}
        </p>
      ) : null}
      {result.examples.length > 0 ? (
        <>
          <h2 className="mt-4 mb-2 text-list font-semibold">Examples</h2>
          <ul className="flex flex-col gap-2">
            {result.examples.map((example) => (
              <Example key={example.messageId} example={example} />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  )
}

function Example({ example }: { example: BacktestView['examples'][number] }) {
  return (
    <li className="flex flex-col gap-2 rounded-md border border-line p-3">
      <p className="flex items-baseline justify-between gap-2 text-meta text-muted">
        <Time at={example.at} />
        <ConversationLink id={example.conversationId}>Open</ConversationLink>
      </p>
      <blockquote className="text-read break-words">{example.text || '(no text)'}</blockquote>
      <TraceLines trace={example.trace} />
      {example.heldBack ? (
        <p className="text-meta text-warn">{`Held back: ${example.heldBack}`}</p>
      ) : (
        <ul aria-label="Would have done" className="flex flex-col gap-1 text-list">
          {example.would.map((act, index) => (
            <li key={index}>
              {act.kind === 'suggest' ? (
                <div className="rounded-md border border-line bg-accent-soft px-2.5 py-1.5">
                  <p className="text-meta text-muted">Would suggest</p>
                  <p className="break-words whitespace-pre-wrap">{act.text}</p>
                </div>
              ) : act.kind === 'reply' ? (
                <p className="rounded-md bg-accent-soft px-2.5 py-1.5 break-words whitespace-pre-wrap">
                  {act.text}
                </p>
              ) : act.kind === 'note' ? (
                <p className="rounded-md bg-note-soft px-2.5 py-1.5 break-words whitespace-pre-wrap">
                  {act.text}
                </p>
              ) : (
                <p className="text-muted">{act.text}</p>
              )}
            </li>
          ))}
        </ul>
      )}
      {example.branch === 'otherwise' ? <p className="text-meta text-muted">Otherwise branch</p> : null}
    </li>
  )
}
