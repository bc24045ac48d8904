import { ChevronDown, Plus } from 'lucide-react'
import { describeClause, maxClauses, maxDepth, countClauses } from '#features/rules/schema.ts'
import type { Clause, Group } from '#features/rules/schema.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Picker } from '../../ui/picker.tsx'
import { ClauseEditor } from './clause-editor.tsx'
import { addCondition, isGroup, movePart, setCondition } from './edit-rule.ts'
import { useEditor } from './editor-context.ts'
import { ChipButton, PartChip } from './part-chip.tsx'
import { clauseKinds, conditionKinds, groupNames, isPlain, type ConditionChoice } from './part-kinds.ts'
import { pickerItems } from './picker-items.tsx'
import { useRegexCheck } from './regex-editor.tsx'
import { Line } from './sentence-line.tsx'

const joiners = { all: 'and', any: 'or', not: 'nor' } as const

export interface ConditionLinesProps {
  group: Group
  path: string
  /** 1 is the outermost. */
  depth: number
}

export function ConditionLines({ group, path, depth }: ConditionLinesProps) {
  const { canWrite } = useEditor()
  const isRoot = depth === 1
  const showHead = !isRoot || group.of.length > 1 || group.kind !== 'all'
  const first = isRoot ? 'When' : ''
  return (
    <>
      {showHead ? (
        <Line word={first} inGroup={!isRoot}>
          <GroupHead group={group} path={path} isRoot={isRoot} />
        </Line>
      ) : null}
      {group.of.map((one, index) => {
        const at = `${path}.${index}`
        const word = index > 0 ? joiners[group.kind] : showHead ? '' : first
        return isGroup(one) ? (
          <Line key={at} word={word} inGroup={!isRoot}>
            <div className="border-l-2 border-line pl-3" role="group" aria-label={groupNames[one.kind]}>
              <ConditionLines group={one} path={at} depth={depth + 1} />
            </div>
          </Line>
        ) : (
          <Line key={at} word={word} inGroup={!isRoot}>
            <ClauseChip clause={one} path={at} count={group.of.length} />
          </Line>
        )
      })}
      {group.of.length === 0 && isRoot ? (
        <Line word={first}>
          <span className="inline-block py-1 text-list">any message comes in</span>
        </Line>
      ) : null}
      {canWrite ? (
        <Line word="" inGroup={!isRoot}>
          <AddCondition path={path} depth={depth} />
        </Line>
      ) : null}
    </>
  )
}

function ClauseChip({ clause, path, count }: { clause: Clause; path: string; count: number }) {
  const { rule, names, problems, attempted, change, changeAndOpen, remove } = useEditor()
  const check = useRegexCheck(clause.kind === 'regex' ? clause : { pattern: '', ignoreCase: true })
  const problem = problems.get(path) ?? check?.fault?.reason
  const kind = clauseKinds[clause.kind]
  const place = Number(path.slice(path.lastIndexOf('.') + 1))
  return (
    <PartChip
      path={path}
      icon={kind.icon}
      title={kind.label}
      tone="condition"
      text={problems.has(path) ? `${kind.label}…` : describeClause(clause, names.names)}
      problem={problem}
      canMove={{ up: place > 0, down: place < count - 1 }}
      onMove={(by) => changeAndOpen(movePart(rule, path, by))}
      onRemove={() => remove(setCondition(rule, path, undefined), 'Condition removed')}
    >
      <ClauseEditor
        clause={clause}
        names={names}
        problem={attempted ? problem : undefined}
        onChange={(next) => change(setCondition(rule, path, next))}
      />
    </PartChip>
  )
}

function AddCondition({ path, depth }: { path: string; depth: number }) {
  const { rule, change, changeAndOpen } = useEditor()
  const isFull = countClauses(rule.when) >= maxClauses
  const items = pickerItems(conditionKinds).filter((item) => item.group !== 'Groups' || depth < maxDepth)
  const add = (choice: ConditionChoice) => {
    const made = conditionKinds[choice].make(Intl.DateTimeFormat().resolvedOptions().timeZone)
    const edited = addCondition(rule, path, made)
    if (isGroup(made) || isPlain(made)) change(edited.rule)
    else changeAndOpen(edited)
  }
  return (
    <Picker
      label="Add a condition"
      items={items}
      onPick={add}
      trigger={
        <Button
          look="quiet"
          size="sm"
          icon={<Plus className="size-3.5" />}
          disabled={isFull}
          title={isFull ? `At most ${maxClauses} conditions fit into one rule.` : undefined}
        >
          {depth === 1 ? 'Add condition' : 'Add to this group'}
        </Button>
      }
    />
  )
}

const groupOptions = (['all', 'any', 'not'] as const).map((value) => ({ value, label: groupNames[value] }))

function GroupHead({ group, path, isRoot }: { group: Group; path: string; isRoot: boolean }) {
  const { rule, canWrite, change, remove, problems } = useEditor()
  const problem = problems.get(path)
  const look = problem ? 'border border-dashed border-warn bg-warn-soft text-warn' : 'bg-fill text-ink'
  const text = `${groupNames[group.kind]}${problem && group.of.length === 0 ? ' (empty)' : ''}`
  if (!canWrite) return <span className="inline-block py-1 text-list font-medium">{text}</span>
  const move = (by: -1 | 1) => change(movePart(rule, path, by).rule)
  return (
    <Menu
      trigger={
        <ChipButton className={look} aria-label={`Group: ${text}`}>
          {text}
          <ChevronDown aria-hidden />
        </ChipButton>
      }
    >
      <MenuChoice
        label="True when"
        value={group.kind}
        options={groupOptions}
        onChange={(kind) => change(setCondition(rule, path, { ...group, kind }))}
      />
      {isRoot ? null : (
        <>
          <MenuLine />
          <MenuItem onSelect={() => move(-1)}>Move up</MenuItem>
          <MenuItem onSelect={() => move(1)}>Move down</MenuItem>
          <MenuItem danger onSelect={() => remove(setCondition(rule, path, undefined), 'Group removed')}>
            Remove the group
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
