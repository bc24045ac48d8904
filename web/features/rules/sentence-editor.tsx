import { ConditionLines } from './condition-lines.tsx'
import { ActionLines } from './action-lines.tsx'
import { useEditor } from './editor-context.ts'
import { LimitLines } from './limit-lines.tsx'

/** The rule as a sentence, read from top to bottom; each part opens its editor. */
export function SentenceEditor() {
  const { rule, canWrite, change, problems, attempted } = useEditor()
  const problem = attempted ? problems.get('name') : undefined
  return (
    <div>
      {canWrite ? (
        <>
          <input
            aria-label="Name of the rule"
            aria-invalid={problem !== undefined || undefined}
            maxLength={100}
            value={rule.name}
            placeholder="Name of the rule"
            onChange={({ target }) => change({ ...rule, name: target.value })}
            className="-mx-2 h-9 w-full rounded-md border border-transparent bg-transparent px-2 text-title font-semibold hover:border-line aria-invalid:border-bad pointer-coarse:h-11"
          />
          {problem ? (
            <p role="alert" className="text-meta text-bad">
              {problem}
            </p>
          ) : null}
        </>
      ) : (
        <h2 className="text-title font-semibold">{rule.name}</h2>
      )}
      <div className="mt-5 flex flex-col gap-4">
        <div role="group" aria-label="When">
          <ConditionLines group={rule.when} path="when" depth={1} />
        </div>
        <ActionLines branch="then" />
        <ActionLines branch="otherwise" />
        <LimitLines />
      </div>
    </div>
  )
}
