import { ChevronRight } from 'lucide-react'
import { useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { readPref, writePref } from '../../app/prefs.ts'
import { useShortcut } from '../../app/shortcuts.tsx'
import { cx } from '../../ui/cx.ts'
import { commandOf, complete, historyAt, usage, type Completion } from './complete.ts'
import type { CommandInfo } from './console-api.ts'

const kept = 50
const readHistory = () => (readPref('console-history') ?? '').split('\n').filter(Boolean)

export interface ConsoleLineProps {
  commands: readonly CommandInfo[]
  busy: boolean
  /** What stands in the line to begin with. */
  first: string
  onRun: (line: string) => void
}

/** One line: Tab completes, the arrows choose or go back in what was typed before. */
export function ConsoleLine({ commands, busy, first, onRun }: ConsoleLineProps) {
  const listId = useId()
  const box = useRef<HTMLInputElement>(null)
  const [line, setLine] = useState(first)
  const [chosen, setChosen] = useState(0)
  const [history, setHistory] = useState(readHistory)
  const [at, setAt] = useState(-1)
  const [closed, setClosed] = useState(false)
  const offers = closed || at >= 0 ? [] : complete(commands, line)
  const current = commandOf(commands, line)
  useShortcut('search', () => box.current?.focus())

  const write = (next: string) => {
    setLine(next)
    setChosen(0)
    setAt(-1)
    setClosed(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = line.trim()
    if (!said || busy) return
    const next = [said, ...history.filter((old) => old !== said)].slice(0, kept)
    setHistory(next)
    writePref('console-history', next.join('\n'))
    write('')
    onRun(said)
  }
  const goBack = (step: 1 | -1) => {
    const next = historyAt(history, at, step)
    setAt(next)
    setLine(history[next] ?? '')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const offer = offers[chosen]
    if (event.key === 'Tab' && !event.shiftKey && offer) {
      event.preventDefault()
      write(offer.line)
    } else if (event.key === 'Escape') setClosed(true)
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      const down = event.key === 'ArrowDown'
      if (offers.length > 0) setChosen((chosen + (down ? 1 : offers.length - 1)) % offers.length)
      else goBack(down ? -1 : 1)
    }
  }
  return (
    <form onSubmit={submit} className="relative shrink-0 border-t border-line">
      <div className="relative mx-auto max-w-3xl p-3 md:px-6">
        <Offers
          id={listId}
          offers={offers}
          chosen={chosen}
          onChoose={(offer) => {
            write(offer.line)
            box.current?.focus()
          }}
        />
        <div className="flex items-center gap-2 rounded border border-edge bg-surface px-3 focus-within:outline-2 focus-within:outline-focus">
          <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
          <input
            ref={box}
            autoFocus
            role="combobox"
            aria-label="Command"
            aria-expanded={offers.length > 0}
            aria-controls={offers.length > 0 ? listId : undefined}
            aria-autocomplete="list"
            aria-activedescendant={offers.length > 0 ? `${listId}-${chosen}` : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="help"
            value={line}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
            className="h-11 min-w-0 flex-1 bg-transparent font-mono text-read outline-none"
          />
        </div>
        <p className="mt-1 h-4 truncate text-meta text-muted">
          {current
            ? `${usage(current.name, current.order)} — ${current.summary}`
            : 'Tab completes, ↑ goes back.'}
        </p>
      </div>
    </form>
  )
}

interface OffersProps {
  id: string
  offers: readonly Completion[]
  chosen: number
  onChoose: (offer: Completion) => void
}

function Offers({ id, offers, chosen, onChoose }: OffersProps) {
  if (offers.length === 0) return null
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Commands"
      className="absolute inset-x-3 bottom-full z-10 -mb-2 rounded border border-line bg-raised p-1 shadow-float md:inset-x-6"
    >
      {offers.map((offer, index) => (
        // The focus stays in the line: its key handler serves these options.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={offer.label}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          onClick={() => onChoose(offer)}
          className={cx(
            'flex cursor-pointer items-baseline gap-3 rounded-sm px-2.5 py-1.5 text-list hover:bg-hover pointer-coarse:min-h-11',
            index === chosen && 'bg-selected',
          )}
        >
          <span className="shrink-0 font-mono">{offer.label}</span>
          <span className="min-w-0 flex-1 truncate text-right text-meta text-muted">{offer.hint}</span>
        </div>
      ))}
    </div>
  )
}
