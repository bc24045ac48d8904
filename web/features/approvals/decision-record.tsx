import { Time } from '../../ui/time.tsx'
import { decisionWords } from './approval-words.ts'
import type { Decision } from './approvals-api.ts'

/** Everything that was decided, in its order; nobody can change it. */
export const DecisionRecord = ({ decisions }: { decisions: readonly Decision[] }) => (
  <section aria-label="Record">
    <h3 className="text-list font-semibold">Record</h3>
    <ol className="mt-2 flex flex-col gap-2">
      {decisions.map((one) => (
        <li key={one.id} className="text-list">
          <p>
            <span className="font-medium">{one.by.name}</span> {decisionWords[one.decision]}
            <span className="text-muted">
              {one.version > 1 ? ` · version ${one.version}` : ''}
              {one.surface ? ` · ${one.surface}` : ''} · <Time at={one.at} />
            </span>
          </p>
          {one.reason ? (
            <p className="mt-0.5 border-l-2 border-line pl-3 break-words whitespace-pre-wrap">{one.reason}</p>
          ) : null}
        </li>
      ))}
    </ol>
  </section>
)
