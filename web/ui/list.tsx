import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { useRoving } from './use-roving.ts'

export interface ListProps<T> {
  label: string
  items: readonly T[]
  itemKey: (item: T) => string
  /** The row's content; the row itself (height, focus, selection) is ours. */
  row: (item: T) => ReactNode
  selectedKey?: string | undefined
  onOpen: (item: T) => void
  className?: string
}

/** A short list with one tab stop. Past some hundred rows, use `useRoving` over react-virtual. */
export function List<T>({ label, items, itemKey, row, selectedKey, onOpen, className }: ListProps<T>) {
  const open = (index: number) => {
    const item = items[index]
    if (item !== undefined) onOpen(item)
  }
  const { listProps, rowProps } = useRoving({ count: items.length, onOpen: open })
  return (
    <div role="listbox" aria-label={label} {...listProps} className={className}>
      {items.map((item, index) => {
        const selected = itemKey(item) === selectedKey
        return (
          // The listbox's own key handler serves its options.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={itemKey(item)}
            role="option"
            aria-selected={selected}
            {...rowProps(index)}
            onClick={() => onOpen(item)}
            className={cx(
              'group row-h ring-inside flex items-center gap-3 border-b border-line px-4 text-list hover:bg-hover',
              selected && 'bg-selected hover:bg-selected',
            )}
          >
            {row(item)}
          </div>
        )
      })}
    </div>
  )
}
