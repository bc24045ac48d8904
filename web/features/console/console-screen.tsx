import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { PageHeader } from '../../app/page-header.tsx'
import { causeOf } from '../../ui/error-state.tsx'
import {
  commandsQuery,
  runCommand,
  runLine,
  type Reply,
  type ReplyCommand,
  type Working,
} from './console-api.ts'
import { ConsoleLine } from './console-line.tsx'
import { ReplyView } from './reply-view.tsx'
import { useOpenRequests } from './use-open-requests.ts'
import { WorkingStep } from './working-view.tsx'

interface Turn {
  id: number
  line: string
  working?: Working
  reply?: Reply
  error?: unknown
}

/** The bot of the chats, in the browser. */
export function ConsoleScreen() {
  const { data: commands } = useQuery(commandsQuery)
  const [turns, setTurns] = useState<readonly Turn[]>([])
  const [busy, setBusy] = useState(false)
  const [seed, setSeed] = useState({ id: 0, line: '' })
  const nextId = useRef(1)
  const end = useFollow(turns)
  const whileHere = useOpenRequests()

  const run = (line: string, ask: (settle: (result: Partial<Turn>) => void) => Promise<Reply>) => {
    const id = nextId.current++
    const settle = (result: Partial<Turn>) =>
      setTurns((old) => old.map((turn) => (turn.id === id ? { ...turn, ...result } : turn)))
    setTurns((old) => [...old, { id, line }])
    setBusy(true)
    ask(settle)
      .then(
        (reply) => settle({ reply }),
        (error: unknown) => settle({ error }),
      )
      .finally(() => setBusy(false))
  }
  const runTyped = (line: string) =>
    run(line, (settle) => whileHere((signal) => runLine(line, (working) => settle({ working }), signal)))
  const onCommand = ({ name, args }: ReplyCommand) =>
    run([name, ...Object.values(args)].join(' '), () => runCommand(name, args))
  return (
    <>
      <PageHeader title="Console" />
      <div
        ref={end}
        // A scroller must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="log"
        aria-label="Answers"
        aria-busy={busy}
        className="scroll-quiet ring-inside min-h-0 flex-1"
      >
        <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-end gap-5 p-4 md:p-6">
          {turns.length === 0 ? (
            <Welcome
              examples={(commands ?? []).flatMap((command) => command.examples.slice(0, 1)).slice(0, 5)}
              onRun={runTyped}
              onWrite={(line) => setSeed({ id: seed.id + 1, line })}
            />
          ) : null}
          {turns.map((turn) => (
            <section key={turn.id} aria-label={turn.line} className="flex flex-col gap-2">
              <p className="self-end rounded-[16px] rounded-br-[4px] bg-accent-soft px-3 py-1.5 font-mono text-list break-words">
                {turn.line}
              </p>
              <Answer turn={turn} onCommand={onCommand} />
            </section>
          ))}
        </div>
      </div>
      <ConsoleLine key={seed.id} first={seed.line} commands={commands ?? []} busy={busy} onRun={runTyped} />
    </>
  )
}

function Answer({ turn, onCommand }: { turn: Turn; onCommand: (command: ReplyCommand) => void }) {
  if (turn.reply) return <ReplyView reply={turn.reply} onCommand={onCommand} />
  if (turn.error) {
    return (
      <p role="alert" className="text-read whitespace-pre-wrap text-bad">
        {causeOf(turn.error)}
      </p>
    )
  }
  const { step, found } = turn.working ?? {}
  return (
    <>
      {step ? <WorkingStep step={step} /> : <p className="animate-late text-read text-muted">…</p>}
      {found ? <ReplyView reply={found} onCommand={onCommand} /> : null}
    </>
  )
}

interface WelcomeProps {
  examples: readonly string[]
  onRun: (line: string) => void
  onWrite: (line: string) => void
}

const isHarmless = (line: string) => !line.includes(' ')

/** A bare word runs at once; an example with made-up arguments is only written into the line. */
const Welcome = ({ examples, onRun, onWrite }: WelcomeProps) => (
  <div className="flex flex-col items-start gap-3">
    <h2 className="text-title font-semibold">What shall I do?</h2>
    <p className="max-w-prose text-read text-muted">
      The same commands work here and in your team&rsquo;s chat. Type one, or begin with these.
    </p>
    <div className="flex flex-wrap gap-2">
      {[...new Set(['help', ...examples])].map((line) => (
        <button
          key={line}
          type="button"
          onClick={() => (isHarmless(line) ? onRun(line) : onWrite(line))}
          className="rounded-full border border-line px-3 py-1 font-mono text-list hover:bg-hover pointer-coarse:min-h-11"
        >
          {line}
        </button>
      ))}
    </div>
  </div>
)

/** The newest answer is in view. */
function useFollow(turns: readonly Turn[]) {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (turns.length > 0) ref.current?.scrollTo({ top: ref.current.scrollHeight })
  }, [turns])
  return ref
}
