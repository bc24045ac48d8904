import {
  closestCenter,
  DndContext,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  useSensor,
  useSensors,
  type CollisionDetection,
} from '@dnd-kit/core'
import { useEffect, useRef, useState } from 'react'
import { useToasts } from '../../ui/toast.tsx'
import type { WidgetAnswer } from './dashboards-api.ts'
import type { DashboardDraft } from './use-dashboard-draft.ts'
import { EditedWidget } from './widget-card.tsx'
import { gridLook, widest } from './widget-size.ts'

export interface EditedGridProps {
  draft: DashboardDraft
  answers: ReadonlyMap<string, WidgetAnswer>
  onChange: (widgetId: string) => void
}

// Between two widgets the nearest takes it; over one, that one.
const nearest: CollisionDetection = (args) => {
  const under = pointerWithin(args)
  return under.length > 0 ? under : closestCenter(args)
}

const instructions = {
  draggable:
    'Arrow keys move the widget. With Shift, left and right make it narrower or wider, up and down lower or taller. Delete removes it.',
}

/** The widgets while they are arranged: dragged by the pointer, moved by the arrow keys. */
export function EditedGrid({ draft, answers, onChange }: EditedGridProps) {
  const { widgets } = draft.shown
  const toasts = useToasts()
  const [active, setActive] = useState<string>()
  const [over, setOver] = useState<string>()
  const [said, setSaid] = useState('')
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }))
  const keepFocus = useKeptFocus()
  const place = (id: string | undefined) => widgets.findIndex((one) => one.id === id)
  const move = (id: string, to: number) => {
    const at = Math.max(0, Math.min(to, widgets.length - 1))
    if (at === place(id)) return
    keepFocus(id)
    draft.move(id, at)
    setSaid(`${widgets[place(id)]?.title ?? ''} is number ${at + 1} of ${widgets.length}`)
  }
  const end = () => {
    if (active !== undefined && over !== undefined && active !== over) move(active, place(over))
    setActive(undefined)
    setOver(undefined)
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={nearest}
      accessibility={{ screenReaderInstructions: instructions }}
      onDragStart={(event) => setActive(String(event.active.id))}
      onDragOver={(event) => setOver(event.over ? String(event.over.id) : undefined)}
      onDragEnd={end}
      onDragCancel={() => setActive(undefined)}
    >
      <output aria-live="polite" className="sr-only">
        {said}
      </output>
      <div className={gridLook}>
        {widgets.map((widget, index) => (
          <EditedWidget
            key={widget.id}
            widget={widget}
            index={index}
            count={widgets.length}
            answer={answers.get(widget.id)}
            isStale={false}
            isOver={over === widget.id && active !== widget.id}
            onBehind={() => undefined}
            edits={{
              onMove: (to) => move(widget.id, to),
              onResize(size) {
                const next = { ...widget, ...size }
                draft.replace(next)
                setSaid(`${widget.title} is ${next.width} of ${widest} columns wide, ${next.height}`)
              },
              onChange: () => onChange(widget.id),
              onRemove() {
                draft.remove(widget.id)
                toasts.show({ title: `${widget.title} is out`, undo: draft.undo })
              },
            }}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {active === undefined ? null : (
          <div className="cursor-grabbing rounded border border-accent bg-raised px-4 py-3 text-list font-medium shadow-float">
            {widgets[place(active)]?.title}
          </div>
        )}
      </DragOverlay>
    </DndContext>
  )
}

/** A widget that moves takes the focus of its handle along. */
function useKeptFocus(): (id: string) => void {
  const wanted = useRef<string>(undefined)
  useEffect(() => {
    if (wanted.current === undefined) return
    document.querySelector<HTMLElement>(`[data-widget="${wanted.current}"]`)?.focus()
    wanted.current = undefined
  })
  return (id) => {
    wanted.current = id
  }
}
