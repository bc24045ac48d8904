import { Check, Search } from 'lucide-react'
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { cx } from '../../ui/cx.ts'
import { Popover } from '../../ui/popover.tsx'

export interface PickerItem {
  id: string
  label: string
  icon?: ReactNode
  detail?: string | undefined
  isOn?: boolean
}

export interface PickerProps {
  /** One button. */
  trigger: ReactNode
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  items: readonly PickerItem[]
  onPick: (item: PickerItem) => void
  /** Stays open, so that several can be set. */
  several?: boolean
  /** Makes a new one of what was typed. */
  onCreate?: ((text: string) => void) | undefined
  footer?: ReactNode
  align?: 'start' | 'end'
}

/** One of a list, found by typing: opened by a key, answered by Enter. */
export function Picker(props: PickerProps) {
  const { trigger, label, open, onOpenChange, footer, align = 'end' } = props
  return (
    <Popover
      trigger={trigger}
      label={label}
      open={open}
      onOpenChange={onOpenChange}
      align={align}
      className="w-64 p-0"
    >
      <PickerBody {...props} />
      {footer ? <div className="border-t border-line p-2">{footer}</div> : null}
    </Popover>
  )
}

function PickerBody({ label, items, onPick, onCreate, several, onOpenChange }: PickerProps) {
  const [query, setQuery] = useState('')
  const [marked, setMarked] = useState(0)
  const listId = useId()
  const wanted = query.trim().toLowerCase()
  const found: PickerItem[] = items.filter((item) => item.label.toLowerCase().includes(wanted))
  const isNew = onCreate && wanted !== '' && !items.some((item) => item.label.toLowerCase() === wanted)
  const shown = isNew ? [...found, { id: newId, label: `Create “${query.trim()}”` }] : found
  const index = Math.min(marked, shown.length - 1)

  const pick = (item: PickerItem | undefined) => {
    if (!item) return
    if (item.id === newId) onCreate?.(query.trim())
    else onPick(item)
    setQuery('')
    if (!several) onOpenChange(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? shown.length - 1 : 0
    if (step && shown.length > 0) {
      event.preventDefault()
      setMarked((index + step) % shown.length)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      pick(shown[index])
    }
  }

  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search aria-hidden className="size-4 text-faint" />
        <input
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={shown.length > 0 ? `${listId}-${index}` : undefined}
          placeholder={label}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setMarked(0)
          }}
          onKeyDown={onKeyDown}
          className="h-9 min-w-0 flex-1 bg-transparent text-list outline-none pointer-coarse:h-11"
        />
      </div>
      <div id={listId} role="listbox" aria-label={label} className="max-h-72 overflow-auto p-1">
        {shown.map((item, at) => (
          // The search field has the focus and the keys.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={item.id}
            id={`${listId}-${at}`}
            role="option"
            aria-selected={item.isOn ?? false}
            onPointerMove={() => setMarked(at)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(item)}
            className={cx(
              'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-list pointer-coarse:min-h-11 [&_svg]:size-4',
              at === index && 'bg-fill',
            )}
          >
            {item.icon}
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            {item.detail ? <span className="shrink-0 text-meta text-faint">{item.detail}</span> : null}
            {item.isOn ? <Check aria-hidden className="text-accent-ink" /> : null}
          </div>
        ))}
      </div>
      {shown.length === 0 ? <p className="px-3 pb-3 text-list text-muted">Nothing fits.</p> : null}
    </>
  )
}

const newId = 'new'
