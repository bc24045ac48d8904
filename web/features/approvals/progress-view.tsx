import { CircleCheck, CircleDashed, CircleDot } from 'lucide-react'
import { Time } from '../../ui/time.tsx'
import type { Approval } from './approvals-api.ts'

const icons = {
  done: <CircleCheck aria-label="Done" className="size-4 text-good" />,
  open: <CircleDot aria-label="Now" className="size-4 text-accent-ink" />,
  later: <CircleDashed aria-label="Later" className="size-4 text-faint" />,
}

const needWords = (stage: Approval['stages'][number]) =>
  stage.rule === 'all' ? 'all of them' : stage.need === 1 ? 'one is enough' : `${stage.need} of them`

/** The stages in their order: who has approved, and who is waited for. */
export const ProgressView = ({ approval }: { approval: Approval }) => (
  <section aria-label="Progress">
    <h3 className="text-list font-semibold">{approval.policyName}</h3>
    <ol className="mt-2 flex flex-col gap-2.5">
      {approval.stages.map((stage, index) => (
        <li key={index} className="flex gap-2.5 text-list">
          <span className="mt-0.5">{icons[stage.state]}</span>
          <div className="min-w-0">
            <p className={stage.state === 'later' ? 'text-muted' : ''}>
              <span className="font-medium">{stage.name}</span>
              <span className="text-muted"> · {needWords(stage)}</span>
            </p>
            {stage.have.map(({ by, at, surface }) => (
              <p key={`${by.id} ${at}`} className="text-good">
                {by.name} approved{surface ? ` in ${surface}` : ''} <Time at={at} className="text-muted" />
              </p>
            ))}
            {stage.waiting.length > 0 ? (
              <p className="text-muted">Waits for {stage.waiting.map(({ name }) => name).join(', ')}</p>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  </section>
)
