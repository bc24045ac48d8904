import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type UniqueIdentifier,
} from '@dnd-kit/core'
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { ArrowDown, ArrowUp, Ellipsis, GripVertical, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Confirm } from '../../ui/confirm.tsx'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { Policy } from './approvals-api.ts'
import { useMatchWords } from './policy-words.ts'
import { usePolicyActs } from './use-policy-acts.ts'

export interface PolicyListProps {
  policies: readonly Policy[]
  canWrite: boolean
  onEdit: (policy: Policy) => void
}

/** In the order in which they are asked. Dragged by the handle, with the pointer or by Space and arrows. */
export function PolicyList({ policies, canWrite, onEdit }: PolicyListProps) {
  const acts = usePolicyActs()
  const [toDelete, setToDelete] = useState<Policy>()
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const place = (id: UniqueIdentifier) => policies.findIndex((policy) => policy.id === id)
  return (
    <>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={({ active, over }) => {
          if (over) acts.move(policies, place(active.id), place(over.id))
        }}
      >
        <SortableContext items={policies.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
          <ol aria-label="Policies in their order" className="-mx-4 -my-2 divide-y divide-line">
            {policies.map((policy, index) => (
              <PolicyRow
                key={policy.id}
                policy={policy}
                index={index}
                count={policies.length}
                canWrite={canWrite}
                onEdit={() => onEdit(policy)}
                onSwitch={(enabled) => acts.toggle.mutate({ policy, enabled })}
                onMove={(to) => acts.move(policies, index, to)}
                onDelete={() => setToDelete(policy)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <Confirm
        open={toDelete !== undefined}
        onOpenChange={(open) => open || setToDelete(undefined)}
        title={`Delete “${toDelete?.name ?? ''}”?`}
        act="Delete policy"
        danger
        onConfirm={() => {
          if (toDelete) acts.remove.mutate(toDelete)
          setToDelete(undefined)
        }}
      >
        New posts are not asked for by it any more. What is under way keeps it. Switching it off keeps it
        here.
      </Confirm>
    </>
  )
}

interface PolicyRowProps {
  policy: Policy
  index: number
  count: number
  canWrite: boolean
  onEdit: () => void
  onSwitch: (enabled: boolean) => void
  onMove: (to: number) => void
  onDelete: () => void
}

function PolicyRow(props: PolicyRowProps) {
  const { policy, canWrite, onEdit, onSwitch } = props
  const matchWords = useMatchWords()
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: policy.id, disabled: !canWrite })
  return (
    <li
      ref={setNodeRef}
      style={{
        transform: transform ? `translate3d(0, ${Math.round(transform.y)}px, 0)` : undefined,
        transition,
      }}
      className={cx(
        'flex items-start gap-2 bg-surface px-4 py-3 md:gap-3',
        isDragging && 'relative z-10 shadow-float',
      )}
    >
      {canWrite ? (
        <button
          type="button"
          {...attributes}
          {...listeners}
          ref={setActivatorNodeRef}
          aria-label={`Move ${policy.name}`}
          className="-ml-2 inline-flex size-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-faint hover:bg-fill hover:text-ink pointer-coarse:size-11"
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
      ) : null}
      <div className="min-w-0 flex-1 py-0.5">
        <p className="flex items-baseline gap-2">
          <span className="truncate text-read font-semibold">{policy.name}</span>
          {policy.enabled ? null : <span className="text-meta text-faint">off</span>}
        </p>
        <p className={cx('text-list break-words', policy.enabled ? 'text-ink' : 'text-muted')}>
          <span className="text-muted">{matchWords(policy.definition)}:</span> {policy.sentence}
        </p>
      </div>
      {canWrite ? (
        <div className="flex shrink-0 items-center gap-1 pt-0.5">
          <Switch
            bare
            label={`${policy.name} on`}
            checked={policy.enabled}
            onCheckedChange={onSwitch}
            className="mr-1"
          />
          <IconButton
            label={`Edit ${policy.name}`}
            icon={<Pencil />}
            onClick={onEdit}
            className="max-md:hidden"
          />
          <RowMenu {...props} />
        </div>
      ) : null}
    </li>
  )
}

const RowMenu = ({ policy, index, count, onEdit, onMove, onDelete }: PolicyRowProps) => (
  <Menu align="end" trigger={<IconButton label={`More for ${policy.name}`} icon={<Ellipsis />} />}>
    <MenuItem icon={<Pencil />} onSelect={onEdit}>
      Edit
    </MenuItem>
    <MenuItem icon={<ArrowUp />} disabled={index === 0} onSelect={() => onMove(index - 1)}>
      Move up
    </MenuItem>
    <MenuItem icon={<ArrowDown />} disabled={index === count - 1} onSelect={() => onMove(index + 1)}>
      Move down
    </MenuItem>
    <MenuLine />
    <MenuItem icon={<Trash2 />} danger onSelect={onDelete}>
      Delete…
    </MenuItem>
  </Menu>
)
