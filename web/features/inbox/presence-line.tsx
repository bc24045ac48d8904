import { Eye, Pencil } from 'lucide-react'
import type { ConversationView, PresenceEntry } from './inbox-api.ts'
import { usePresent } from './use-presence.ts'

const join = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`

/** "Ana is replying", "Ben is looking at this", "Mia is typing". */
export function presenceWords(present: readonly PresenceEntry[]): string {
  const customer = present.find(({ kind, state }) => kind === 'contact' && state === 'typing')
  const team = present.filter(({ kind }) => kind !== 'contact')
  const typing = team.filter(({ state }) => state === 'typing').map(({ name }) => name)
  const viewing = team.filter(({ state }) => state === 'viewing').map(({ name }) => name)
  const say = (names: readonly string[], what: string) =>
    names.length === 0 ? [] : [`${join(names)} ${names.length === 1 ? 'is' : 'are'} ${what}`]
  return [
    ...(customer ? [`${customer.name} is typing`] : []),
    ...say(typing, 'replying'),
    ...(typing.length > 0 ? [] : say(viewing, 'looking at this')),
  ].join(' · ')
}

/** Its room is always there, so that nothing moves when somebody comes. */
export function PresenceLine({ conversation }: { conversation: ConversationView }) {
  const present = usePresent().filter(({ conversationId }) => conversationId === conversation.id)
  const words = presenceWords(present)
  const isTyping = present.some(({ state }) => state === 'typing')
  return (
    <div aria-live="polite" className="flex h-5 shrink-0 items-center gap-1.5 px-4 text-meta text-muted">
      {words ? (
        <>
          {isTyping ? (
            <Pencil aria-hidden className="size-3 animate-breathe" />
          ) : (
            <Eye aria-hidden className="size-3" />
          )}
          {words}
        </>
      ) : null}
    </div>
  )
}
