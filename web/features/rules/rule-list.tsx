import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type UniqueIdentifier,
} from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { useRef, useState } from 'react'
import type { RuleView } from '#features/rules/schema.ts'
import { useShortcut } from '../../app/shortcuts.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { RuleRow } from './rule-row.tsx'
import { useNames } from './use-names.ts'
import { useRuleActs } from './use-rule-acts.ts'

export interface RuleListProps {
  rules: readonly RuleView[]
  canWrite: boolean
  allStopped: boolean
}

/** In the order in which messages meet them. Dragged by the handle, with the pointer or by Space and arrows. */
export function RuleList({ rules, canWrite, allStopped }: RuleListProps) {
  const acts = useRuleActs()
  const { names } = useNames()
  const list = useRef<HTMLOListElement>(null)
  const [toDelete, setToDelete] = useState<RuleView>()
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  useStep(list)
  const place = (id: UniqueIdentifier) => rules.findIndex((rule) => rule.id === id)
  return (
    <>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        accessibility={{ announcements: announcementsOf(rules), screenReaderInstructions: instructions }}
        onDragEnd={({ active, over }) => {
          if (over) acts.moveRule(rules, place(active.id), place(over.id))
        }}
      >
        <SortableContext items={rules.map((rule) => rule.id)} strategy={verticalListSortingStrategy}>
          <ol ref={list} aria-label="Rules in their order">
            {rules.map((rule, index) => (
              <RuleRow
                key={rule.id}
                rule={rule}
                index={index}
                count={rules.length}
                names={names}
                canWrite={canWrite}
                allStopped={allStopped}
                onSwitch={(on) => acts.switchRule(rule, on)}
                onMove={(to) => acts.moveRule(rules, index, to)}
                onCopy={() => acts.copyRule(rule.definition)}
                onDelete={() => setToDelete(rule)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <Confirm
        open={toDelete !== undefined}
        onOpenChange={(open) => open || setToDelete(undefined)}
        title={`Delete “${toDelete?.definition.name ?? ''}”?`}
        act="Delete rule"
        danger
        onConfirm={() => {
          if (toDelete) acts.deleteRule(toDelete)
          setToDelete(undefined)
        }}
      >
        It stops at once and cannot be brought back. What it did stays in the run log. Switching it off keeps
        it.
      </Confirm>
    </>
  )
}

/** j and k walk over the rules. */
function useStep(list: { current: HTMLOListElement | null }) {
  const step = (by: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-rule-link]') ?? [])]
    const row = document.activeElement?.closest('li')
    const at = links.findIndex((link) => row?.contains(link))
    links[at === -1 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus()
  }
  useShortcut('next', () => step(1))
  useShortcut('previous', () => step(-1))
}

const instructions = {
  draggable:
    'Press Space to lift the rule, the arrow keys to move it, Space again to put it down, Escape to leave it where it was.',
}

function announcementsOf(rules: readonly RuleView[]): Announcements {
  const name = (id: UniqueIdentifier) => rules.find((rule) => rule.id === id)?.definition.name ?? 'The rule'
  const place = (id: UniqueIdentifier) => rules.findIndex((rule) => rule.id === id) + 1
  const lifted = (id: UniqueIdentifier) => `${name(id)} is lifted, number ${place(id)} of ${rules.length}.`
  return {
    onDragStart: ({ active }) => lifted(active.id),
    // It lies over itself first.
    onDragOver: ({ active, over }) => {
      if (!over) return `${name(active.id)} is outside the list.`
      return over.id === active.id
        ? lifted(active.id)
        : `${name(active.id)} would be number ${place(over.id)}.`
    },
    onDragEnd: ({ active, over }) =>
      over ? `${name(active.id)} is number ${place(over.id)} now.` : `${name(active.id)} stays where it was.`,
    onDragCancel: ({ active }) => `${name(active.id)} stays where it was.`,
  }
}
