import { ruleSentence } from '#features/rules/schema.ts'
import type { RuleDefinition, RuleWithVersions, SentenceNames } from '#features/rules/schema.ts'
import { Button } from '../../ui/button.tsx'

export interface ConflictNoticeProps {
  rule: RuleWithVersions
  mine: RuleDefinition
  names: SentenceNames
  onTakeTheirs: () => void
  onKeepMine: () => void
}

/** Both wordings side by side, and two ways on; nothing is lost meanwhile. */
export function ConflictNotice({ rule, mine, names, onTakeTheirs, onKeepMine }: ConflictNoticeProps) {
  const latest = rule.versions[0]
  return (
    <section
      role="alert"
      aria-label="Changed meanwhile"
      className="mb-4 rounded-lg border border-line bg-warn-soft p-4"
    >
      <h2 className="text-read font-semibold">
        {`${latest?.by ?? 'Somebody'} changed this rule while you were editing`}
      </h2>
      <p className="mt-0.5 text-list text-muted">Nothing is lost: here are both.</p>
      <dl className="mt-3 grid gap-3 md:grid-cols-2">
        <Wording title={`Theirs: version ${rule.version}`} rule={rule.definition} names={names} />
        <Wording title="Yours: not saved yet" rule={mine} names={names} />
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={onTakeTheirs}>Take theirs</Button>
        <Button look="primary" onClick={onKeepMine}>
          Go on with mine
        </Button>
      </div>
    </section>
  )
}

const Wording = ({ title, rule, names }: { title: string; rule: RuleDefinition; names: SentenceNames }) => (
  <div className="rounded-md bg-surface p-3">
    <dt className="text-meta font-medium text-muted">{title}</dt>
    <dd className="mt-1 text-list break-words">
      <span className="font-medium">{rule.name}: </span>
      {ruleSentence(rule, names)}
    </dd>
  </div>
)
