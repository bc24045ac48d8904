import { describeRule, ruleSentence } from '#features/rules/schema.ts'
import type { RuleDefinition, RuleWithVersions, SentenceNames } from '#features/rules/schema.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'

export interface VersionListProps {
  rule: RuleWithVersions
  names: SentenceNames
  onRestore: ((definition: RuleDefinition) => void) | undefined
}

export function VersionList({ rule, names, onRestore }: VersionListProps) {
  return (
    <ol aria-label="Versions, newest first" className="flex flex-col gap-2 p-4">
      {rule.versions.map((version, index) => {
        const isNow = version.version === rule.version
        const before = rule.versions[index + 1]
        return (
          <li key={version.version} className="rounded-md border border-line p-3">
            <p className="flex items-center gap-2 text-list">
              <span className="font-medium">{`Version ${version.version}`}</span>
              {isNow ? <Badge tone="accent">now</Badge> : null}
              <span className="flex-1" />
              <Time at={version.at} className="text-meta text-muted" />
            </p>
            <p className="text-meta text-muted">
              {before ? `changed by ${version.by}` : `made by ${version.by}`}
            </p>
            {before ? (
              <Changes from={before.definition} to={version.definition} names={names} />
            ) : (
              <p className="mt-2 text-list break-words">{ruleSentence(version.definition, names)}</p>
            )}
            {!isNow && onRestore ? (
              <Button
                size="sm"
                className="mt-2"
                aria-label={`Bring back version ${version.version}`}
                onClick={() => onRestore(version.definition)}
              >
                Bring back
              </Button>
            ) : null}
          </li>
        )
      })}
    </ol>
  )
}

/** Only what differs: parts that came, and parts that went. */
function Changes({ from, to, names }: { from: RuleDefinition; to: RuleDefinition; names: SentenceNames }) {
  const [was, is] = [partsOf(from, names), partsOf(to, names)]
  const gone = was.filter((part) => !is.includes(part))
  const come = is.filter((part) => !was.includes(part))
  const isMoved = gone.length === 0 && come.length === 0
  return (
    <ul className="mt-2 flex flex-col gap-1 text-list">
      {from.name === to.name ? null : <li className="text-muted">{`Renamed from “${from.name}”`}</li>}
      {gone.map((part) => (
        <li key={part} className="break-words text-bad">
          <span className="sr-only">Removed: </span>
          <del>{part}</del>
        </li>
      ))}
      {come.map((part) => (
        <li key={part} className="break-words text-good">
          <span aria-hidden>+ </span>
          <ins className="no-underline">
            <span className="sr-only">Added: </span>
            {part}
          </ins>
        </li>
      ))}
      {isMoved && from.name === to.name ? <li className="text-muted">The order of its parts</li> : null}
    </ul>
  )
}

const partsOf = (rule: RuleDefinition, names: SentenceNames) =>
  describeRule(rule, names)
    .filter((part) => part.kind !== 'word')
    .map((part) => part.text)
