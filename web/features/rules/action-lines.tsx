import { Plus } from 'lucide-react'
import { describeAction, maxActions } from '#features/rules/schema.ts'
import type { Action } from '#features/rules/schema.ts'
import { Button } from '../../ui/button.tsx'
import { Picker } from '../../ui/picker.tsx'
import { ActionEditor } from './action-editor.tsx'
import { addAction, movePart, setAction, type Branch } from './edit-rule.ts'
import { useEditor } from './editor-context.ts'
import { PartChip } from './part-chip.tsx'
import { actionKinds, isPlain } from './part-kinds.ts'
import { pickerItems } from './picker-items.tsx'
import { Line } from './sentence-line.tsx'

const items = pickerItems(actionKinds)

export function ActionLines({ branch }: { branch: Branch }) {
  const { rule, canWrite, problems, attempted } = useEditor()
  const actions = rule[branch]
  const problem = attempted ? problems.get(branch) : undefined
  const isQuiet = branch === 'otherwise' && actions.length === 0
  if (isQuiet && !canWrite) return null
  return (
    <div role="group" aria-label={branch === 'then' ? 'Then' : 'Otherwise'}>
      {actions.map((action, index) => (
        <Line key={`${branch}.${index}`} word={index === 0 ? branch : 'and'}>
          <ActionChip action={action} path={`${branch}.${index}`} count={actions.length} />
        </Line>
      ))}
      {actions.length === 0 && branch === 'then' && !canWrite ? (
        <Line word="then">
          <span className="inline-block py-1 text-list">nothing</span>
        </Line>
      ) : null}
      {canWrite ? (
        <Line word={actions.length === 0 && branch === 'then' ? 'then' : ''}>
          <AddAction branch={branch} />
        </Line>
      ) : null}
      {problem ? (
        <Line word="">
          <p role="alert" className="text-meta text-bad">
            {problem}
          </p>
        </Line>
      ) : null}
    </div>
  )
}

function ActionChip({ action, path, count }: { action: Action; path: string; count: number }) {
  const { rule, names, problems, attempted, change, changeAndOpen, remove } = useEditor()
  const kind = actionKinds[action.kind]
  const problem = problems.get(path)
  const place = Number(path.slice(path.lastIndexOf('.') + 1))
  return (
    <PartChip
      path={path}
      icon={kind.icon}
      title={kind.label}
      tone="action"
      text={problem ? `${kind.label}…` : describeAction(action, names.names)}
      problem={problem}
      canMove={{ up: place > 0, down: place < count - 1 }}
      onMove={(by) => changeAndOpen(movePart(rule, path, by))}
      onRemove={() => remove(setAction(rule, path, undefined), 'Action removed')}
    >
      <ActionEditor
        action={action}
        names={names}
        problem={attempted ? problem : undefined}
        onChange={(next) => change(setAction(rule, path, next))}
      />
    </PartChip>
  )
}

function AddAction({ branch }: { branch: Branch }) {
  const { rule, change, changeAndOpen } = useEditor()
  const isFull = rule[branch].length >= maxActions
  const isOtherwise = branch === 'otherwise' && rule.otherwise.length === 0
  const add = (kind: Action['kind']) => {
    const made = actionKinds[kind].make('')
    const edited = addAction(rule, branch, made)
    if (isPlain(made)) change(edited.rule)
    else changeAndOpen(edited)
  }
  return (
    <Picker
      label="Add an action"
      items={items}
      onPick={add}
      trigger={
        <Button
          look="quiet"
          size="sm"
          icon={<Plus className="size-3.5" />}
          disabled={isFull}
          title={isFull ? `At most ${maxActions} actions fit here.` : undefined}
        >
          {isOtherwise ? 'Otherwise…' : 'Add action'}
        </Button>
      }
    />
  )
}
