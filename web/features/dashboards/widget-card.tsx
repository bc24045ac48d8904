import { useDraggable, useDroppable } from '@dnd-kit/core'
import { useNavigate } from '@tanstack/react-router'
import {
  ChartColumn,
  Ellipsis,
  GripVertical,
  MessageCircleQuestionMark,
  MoveHorizontal,
  MoveVertical,
  PenLine,
  Search,
  Table2,
  Trash2,
} from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { cx } from '../../ui/cx.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { searchOf } from '../ask/question.ts'
import type { Widget, WidgetAnswer } from './dashboards-api.ts'
import type { LookBehind } from './number-widget.tsx'
import { WidgetBody } from './widget-body.tsx'
import { sizeOf, widest } from './widget-size.ts'

export interface WidgetCardProps {
  widget: Widget
  index: number
  count: number
  answer: WidgetAnswer | undefined
  isStale: boolean
  onBehind: LookBehind
}

export interface WidgetEdits {
  onMove: (to: number) => void
  onResize: (size: Partial<Pick<Widget, 'width' | 'height'>>) => void
  onChange: () => void
  onRemove: () => void
}

const box = 'flex min-w-0 flex-col overflow-hidden rounded border border-line bg-surface px-4 pt-2 pb-2.5'

/** A question's answer in its place. */
export function WidgetCard({ widget, answer, isStale, onBehind }: WidgetCardProps) {
  const [isTable, setIsTable] = useState(false)
  return (
    <section aria-label={widget.title} aria-busy={!answer} className={cx(box, sizeOf(widget))}>
      <header className="flex items-center gap-1">
        <h2 className="min-w-0 flex-1 truncate text-list font-medium text-muted">{widget.title}</h2>
        <LookMenu
          widget={widget}
          answer={answer}
          isTable={isTable}
          onTable={() => setIsTable(!isTable)}
          onBehind={onBehind}
        />
      </header>
      <div
        className={cx(
          'flex min-h-0 flex-1 flex-col transition-opacity duration-150',
          isStale && 'opacity-60',
        )}
      >
        <WidgetBody widget={widget} answer={answer} isTable={isTable} onBehind={onBehind} />
      </div>
    </section>
  )
}

interface LookMenuProps {
  widget: Widget
  answer: WidgetAnswer | undefined
  isTable: boolean
  onTable: () => void
  onBehind: LookBehind
}

function LookMenu({ widget, answer, isTable, onTable, onBehind }: LookMenuProps) {
  const navigate = useNavigate()
  const question = answer?.answer?.question
  const metric = question?.metrics[0]
  if (!answer?.chart && !question) return <span className="h-8" />
  return (
    <Menu
      align="end"
      trigger={<IconButton label={`More for ${widget.title}`} icon={<Ellipsis />} className="-mr-2" />}
    >
      {metric ? (
        <MenuItem icon={<Search />} onSelect={() => onBehind(metric)}>
          What is behind it
        </MenuItem>
      ) : null}
      {answer.chart ? (
        <MenuItem icon={isTable ? <ChartColumn /> : <Table2 />} onSelect={onTable}>
          {isTable ? 'Show as chart' : 'Show as table'}
        </MenuItem>
      ) : null}
      {question ? (
        <MenuItem
          icon={<MessageCircleQuestionMark />}
          onSelect={() => void navigate({ to: '/ask', search: searchOf(question) })}
        >
          Open in Ask
        </MenuItem>
      ) : null}
    </Menu>
  )
}

/** The same while it is arranged: a handle, dragged or moved by arrow keys, and a menu of what can be changed. */
export function EditedWidget(props: WidgetCardProps & { edits: WidgetEdits; isOver: boolean }) {
  const { widget, answer, edits, isOver } = props
  const { setNodeRef: setPlace } = useDroppable({ id: widget.id })
  const { attributes, listeners, setNodeRef: setHandle, isDragging } = useDraggable({ id: widget.id })
  return (
    <section
      ref={setPlace}
      aria-label={widget.title}
      className={cx(
        box,
        sizeOf(widget),
        'border-dashed border-edge',
        isDragging && 'opacity-40',
        isOver && 'outline-2 outline-offset-2 outline-accent',
      )}
    >
      <header className="flex items-center gap-1">
        <button
          ref={setHandle}
          type="button"
          {...attributes}
          {...listeners}
          data-widget={widget.id}
          aria-label={`Move ${widget.title}`}
          onKeyDown={(event) => onHandleKey(event, props)}
          className="-ml-2 flex size-8 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-muted hover:bg-fill hover:text-ink pointer-coarse:size-11"
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
        <h2 className="min-w-0 flex-1 truncate text-list font-medium">{widget.title}</h2>
        <EditMenu {...props} />
      </header>
      <div inert className="flex min-h-0 flex-1 flex-col">
        {answer ? (
          <WidgetBody widget={widget} answer={answer} isTable={false} onBehind={undefined} />
        ) : (
          <p className="text-list text-muted">Its figures come when the dashboard is saved.</p>
        )}
      </div>
      <span className="sr-only">{edits ? sizeWords(widget) : ''}</span>
    </section>
  )
}

const sizeWords = ({ width, height }: Widget) => `${width} of ${widest} columns, ${height}`

function onHandleKey(
  event: KeyboardEvent,
  { widget, index, edits }: WidgetCardProps & { edits: WidgetEdits },
) {
  const { key, shiftKey } = event
  const step =
    key === 'ArrowRight' || key === 'ArrowDown' ? 1 : key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 0
  if (step === 0 && key !== 'Delete' && key !== 'Backspace') return
  event.preventDefault()
  if (step === 0) edits.onRemove()
  else if (!shiftKey) edits.onMove(index + step)
  else if (key === 'ArrowUp' || key === 'ArrowDown') edits.onResize({ height: step > 0 ? 'tall' : 'small' })
  else edits.onResize({ width: Math.max(1, Math.min(widest, widget.width + step)) })
}

function EditMenu({ widget, index, count, edits }: WidgetCardProps & { edits: WidgetEdits }) {
  const { width, height } = widget
  return (
    <Menu
      align="end"
      trigger={<IconButton label={`Change ${widget.title}`} icon={<Ellipsis />} className="-mr-2" />}
    >
      <MenuItem icon={<PenLine />} onSelect={edits.onChange}>
        Change…
      </MenuItem>
      <MenuLine />
      <MenuItem disabled={index === 0} onSelect={() => edits.onMove(index - 1)}>
        Move before
      </MenuItem>
      <MenuItem disabled={index === count - 1} onSelect={() => edits.onMove(index + 1)}>
        Move after
      </MenuItem>
      <MenuItem
        icon={<MoveHorizontal />}
        disabled={width === widest}
        onSelect={() => edits.onResize({ width: width + 1 })}
      >
        Wider
      </MenuItem>
      <MenuItem
        icon={<MoveHorizontal />}
        disabled={width === 1}
        onSelect={() => edits.onResize({ width: width - 1 })}
      >
        Narrower
      </MenuItem>
      <MenuItem
        icon={<MoveVertical />}
        onSelect={() => edits.onResize({ height: height === 'tall' ? 'small' : 'tall' })}
      >
        {height === 'tall' ? 'Lower' : 'Taller'}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Trash2 />} danger onSelect={edits.onRemove}>
        Remove
      </MenuItem>
    </Menu>
  )
}
