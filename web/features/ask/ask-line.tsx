import { ArrowUp } from 'lucide-react'
import { useImperativeHandle, useRef, useState, type FormEvent, type Ref } from 'react'
import { useShortcut } from '../../app/shortcuts.tsx'
import { IconButton } from '../../ui/icon-button.tsx'

export interface AskLineHandle {
  focus: () => void
}

export interface AskLineProps {
  ref?: Ref<AskLineHandle>
  busy: boolean
  hasAsked: boolean
  onAsk: (line: string) => void
}

/** One line for a question in words; ↑ brings the last one back. */
export function AskLine({ ref, busy, hasAsked, onAsk }: AskLineProps) {
  const box = useRef<HTMLInputElement>(null)
  const [line, setLine] = useState('')
  const [last, setLast] = useState('')
  useImperativeHandle(ref, () => ({ focus: () => box.current?.focus() }))
  useShortcut('search', () => box.current?.focus())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = line.trim()
    if (!said || busy) return
    setLast(said)
    setLine('')
    onAsk(said)
  }
  return (
    <form onSubmit={submit} className="shrink-0 border-t border-line bg-surface">
      <div className="mx-auto flex max-w-3xl items-center gap-2 p-3 md:px-6">
        <div className="flex min-w-0 flex-1 items-center rounded-lg border border-edge bg-surface pr-1 pl-3 focus-within:outline-2 focus-within:outline-focus">
          <input
            ref={box}
            aria-label="Your question"
            autoComplete="off"
            maxLength={2_000}
            enterKeyHint="send"
            placeholder={hasAsked ? 'Ask on: and on Instagram only?' : 'How did our posts do last month?'}
            value={line}
            onChange={(event) => setLine(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowUp' || line !== '' || last === '') return
              event.preventDefault()
              setLine(last)
            }}
            className="h-11 min-w-0 flex-1 bg-transparent text-read outline-none"
          />
          <IconButton
            type="submit"
            label="Ask"
            side="top"
            icon={<ArrowUp />}
            disabled={line.trim() === '' || busy}
            className="bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent"
          />
        </div>
      </div>
    </form>
  )
}
