import { useSortable } from '@dnd-kit/sortable'
import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, Copy, Ellipsis, GripVertical, Trash2 } from 'lucide-react'
import { describeRule } from '#features/rules/schema.ts'
import type { RuleDefinition, RuleView, SentenceNames } from '#features/rules/schema.ts'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Time } from '../../ui/time.tsx'

export interface RuleRowProps {
  rule: RuleView
  index: number
  count: number
  names: SentenceNames
  canWrite: boolean
  allStopped: boolean
  onSwitch: (on: boolean) => void
  onMove: (to: number) => void
  onCopy: () => void
  onDelete: () => void
}

export function RuleRow(props: RuleRowProps) {
  const { rule, index, count, names, canWrite, allStopped, onSwitch } = props
  const { definition, enabled } = rule
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: rule.id, disabled: !canWrite })
  return (
    <li
      ref={setNodeRef}
      style={{
        transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined,
        transition,
      }}
      className={cx(
        'group flex items-start gap-2 border-b border-line bg-surface px-3 py-3 hover:bg-hover md:gap-3 md:px-4',
        isDragging && 'relative z-10 shadow-float',
      )}
    >
      {canWrite ? (
        <button
          type="button"
          {...attributes}
          {...listeners}
          ref={setActivatorNodeRef}
          aria-label={`Move ${definition.name}`}
          className="-ml-1 inline-flex size-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-faint hover:bg-fill hover:text-ink pointer-coarse:size-11"
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
      ) : null}
      <span aria-hidden className="tabular w-5 shrink-0 pt-1 text-right text-list text-faint max-md:hidden">
        {index + 1}
      </span>
      <Link
        to="/rules/$ruleId"
        params={{ ruleId: rule.id }}
        data-rule-link
        className="min-w-0 flex-1 rounded-md py-0.5"
      >
        <span className="flex items-baseline gap-2">
          <span className="truncate text-read font-semibold">{definition.name}</span>
          {enabled ? null : <span className="text-meta text-faint">off</span>}
        </span>
        <Sentence rule={definition} names={names} isQuiet={!enabled || allStopped} />
        <span className="tabular mt-1 block text-meta text-faint">
          {rule.lastRunAt ? (
            <>
              {`${rule.runs.toLocaleString('en')} ${rule.runs === 1 ? 'run' : 'runs'}, last `}
              <Time at={rule.lastRunAt} />
            </>
          ) : (
            'Has not run yet'
          )}
        </span>
      </Link>
      <div className="flex shrink-0 items-center gap-1 pt-1">
        {canWrite ? (
          <>
            <Switch
              bare
              label={`${definition.name} on`}
              checked={enabled}
              onCheckedChange={onSwitch}
              className="mr-1 pointer-coarse:mr-2"
            />
            <RowMenu {...props} count={count} />
          </>
        ) : (
          <span className="text-meta text-muted">{enabled ? 'On' : 'Off'}</span>
        )}
      </div>
    </li>
  )
}

function Sentence({
  rule,
  names,
  isQuiet,
}: {
  rule: RuleDefinition
  names: SentenceNames
  isQuiet: boolean
}) {
  return (
    <span className="mt-0.5 line-clamp-3 text-list break-words text-muted md:line-clamp-2">
      {describeRule(rule, names).map((part, index) => (
        <span key={index}>
          {part.kind === 'option' ? ', ' : index === 0 ? '' : ' '}
          <span className={part.kind === 'word' || isQuiet ? undefined : 'text-ink'}>{part.text}</span>
        </span>
      ))}
    </span>
  )
}

function RowMenu({ rule, index, count, onMove, onCopy, onDelete }: RuleRowProps) {
  return (
    <Menu align="end" trigger={<IconButton label={`More for ${rule.definition.name}`} icon={<Ellipsis />} />}>
      <MenuItem icon={<ArrowUp />} disabled={index === 0} onSelect={() => onMove(index - 1)}>
        Move up
      </MenuItem>
      <MenuItem icon={<ArrowDown />} disabled={index === count - 1} onSelect={() => onMove(index + 1)}>
        Move down
      </MenuItem>
      <MenuItem icon={<ArrowUp />} disabled={index === 0} onSelect={() => onMove(0)}>
        Move to the top
      </MenuItem>
      <MenuItem icon={<Copy />} onSelect={onCopy}>
        Copy
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 />} danger onSelect={onDelete}>
        Delete…
      </MenuItem>
    </Menu>
  )
}
