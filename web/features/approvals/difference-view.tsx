import { History } from 'lucide-react'
import type { Difference } from './approvals-api.ts'

/** What readers see other than in the version that was approved, word by word. */
export function DifferenceView({ difference }: { difference: Difference }) {
  return (
    <section
      aria-label={`What changed since version ${difference.from}`}
      className="rounded border border-note-line bg-note-soft p-4"
    >
      <h3 className="flex items-center gap-2 text-list font-semibold text-note">
        <History aria-hidden className="size-4" />
        Changed since version {difference.from}, which was approved
      </h3>
      {difference.changes.length === 0 ? (
        <p className="mt-1 text-list">Readers see no difference.</p>
      ) : (
        <ul className="mt-2 flex flex-col gap-3">
          {difference.changes.map((change) => (
            <li key={`${change.what} ${change.words}`}>
              {change.text ? (
                <>
                  <p className="text-meta font-medium text-note">{change.what}</p>
                  <p className="max-w-prose text-read break-words whitespace-pre-wrap">
                    {change.text.map((part, index) => (
                      <Part key={index} part={part} />
                    ))}
                  </p>
                </>
              ) : (
                <p className="text-read">{change.words}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Part({ part }: { part: { kind: 'same' | 'added' | 'removed'; text: string } }) {
  if (part.kind === 'same') return part.text
  if (part.kind === 'added') {
    return <ins className="rounded-sm bg-good-soft font-medium text-good no-underline">{part.text}</ins>
  }
  return <del className="rounded-sm bg-bad-soft text-bad">{part.text}</del>
}
