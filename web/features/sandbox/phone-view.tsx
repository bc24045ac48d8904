import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { QueryView } from '../../app/query-view.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { Bubble, type Draft } from './bubble.tsx'
import { personas } from './personas.ts'
import { PhoneComposer } from './phone-composer.tsx'
import { transcriptQuery, type Entry, type Person, type Phone } from './sandbox-api.ts'
import { useAct } from './use-act.ts'

/** The customer's phone: both sides as the platform knows them. */
export function PhoneView({ phone, person }: { phone: Phone; person: Person }) {
  const queries = useQueryClient()
  const transcript = transcriptQuery(phone.channelId, person.id)
  const query = useQuery(transcript)
  const act = useAct(phone, person)
  const [draft, setDraft] = useState<Draft>({ kind: 'write' })
  useLiveEvents(['message.*'], () => void queries.invalidateQueries({ queryKey: transcript.queryKey }))
  return (
    <section
      aria-label={`${person.name} on ${phone.connectorName}`}
      className="flex min-h-0 w-full max-w-105 flex-col bg-surface lg:overflow-hidden lg:rounded-[28px] lg:border lg:border-line lg:shadow-float"
    >
      <header className="flex shrink-0 items-center gap-3 border-b border-line px-4 py-2.5">
        <Avatar name={phone.name} channel={{ connector: phone.connector, name: phone.connectorName }} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-list font-semibold">{phone.name}</h2>
          <p className="truncate text-meta text-muted">as {person.name} sees it</p>
        </div>
      </header>
      <QueryView query={query} loading={<div className="flex-1" />}>
        {(entries) => (
          <Transcript
            entries={entries}
            phone={phone}
            person={person}
            onDraft={setDraft}
            onAct={(doing) => act.mutate(doing)}
          />
        )}
      </QueryView>
      <PhoneComposer
        phone={phone}
        person={person}
        draft={draft}
        onDraft={setDraft}
        onAct={(doing) => act.mutateAsync(doing)}
      />
    </section>
  )
}

interface TranscriptProps {
  entries: readonly Entry[]
  phone: Phone
  person: Person
  onDraft: (draft: Draft) => void
  onAct: ReturnType<typeof useAct>['mutate']
}

function Transcript({ entries, phone, person, onDraft, onAct }: TranscriptProps) {
  const end = useStickToEnd(entries.length)
  if (entries.length === 0) {
    const says = personas.find((one) => one.id === person.id)?.says
    return (
      <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
        <p className="text-list text-muted">Nothing written yet. Send the first message.</p>
        {says ? (
          <button
            type="button"
            onClick={() => onAct({ kind: 'write', text: says })}
            className="rounded-full border border-line px-3 py-1.5 text-list hover:bg-hover pointer-coarse:min-h-11"
          >
            “{says}”
          </button>
        ) : null}
      </div>
    )
  }
  return (
    <div
      ref={end}
      role="log"
      aria-label="Messages"
      // A scroller must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="scroll-quiet ring-inside min-h-0 flex-1 px-3 py-4"
    >
      <ol className="flex flex-col gap-2">
        {entries.map((entry) => (
          <Bubble
            key={`${entry.from} ${entry.id}`}
            entry={entry}
            phone={phone}
            onDraft={onDraft}
            onAct={onAct}
          />
        ))}
      </ol>
    </div>
  )
}

/** The newest message is in view, unless the reader has scrolled away. */
function useStickToEnd(count: number) {
  const ref = useRef<HTMLDivElement>(null)
  const before = useRef(0)
  useLayoutEffect(() => {
    const node = ref.current
    if (!node) return
    const away = node.scrollHeight - node.scrollTop - node.clientHeight
    if (before.current === 0 || away < 240) node.scrollTop = node.scrollHeight
    before.current = count
  }, [count])
  return ref
}
