import { useCallback, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react'

export interface RovingOptions {
  count: number
  /** Enter or a double act on the row that has the focus. */
  onOpen?: ((index: number) => void) | undefined
  onActiveChange?: ((index: number) => void) | undefined
  /** A virtual list brings the row into being before it is focused. */
  scrollTo?: ((index: number) => void) | undefined
}

export function nextIndex(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  const last = count - 1
  if (key === 'ArrowDown') return Math.min(at + 1, last)
  if (key === 'ArrowUp') return Math.max(at - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'PageDown') return Math.min(at + 10, last)
  if (key === 'PageUp') return Math.max(at - 10, 0)
  return undefined
}

/** One tab stop for a whole list; arrows, Home and End move inside it. Works over virtual lists. */
export function useRoving({ count, onOpen, onActiveChange, scrollTo }: RovingOptions) {
  const container = useRef<HTMLElement | null>(null)
  const [wanted, setWanted] = useState(0)
  const active = Math.min(wanted, Math.max(count - 1, 0))

  const focusRow = useCallback(
    (index: number) => {
      setWanted(index)
      onActiveChange?.(index)
      scrollTo?.(index)
      // The row may only exist after the virtual list has drawn it.
      requestAnimationFrame(() =>
        container.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus(),
      )
    },
    [onActiveChange, scrollTo],
  )

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target instanceof HTMLElement ? event.target : undefined
    if (target?.dataset['row'] === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    if (event.key === 'Enter' && onOpen) {
      event.preventDefault()
      onOpen(active)
      return
    }
    const next = nextIndex(event.key, active, count)
    if (next === undefined) return
    event.preventDefault()
    focusRow(next)
  }

  return {
    active,
    focusRow,
    listProps: {
      ref: (node: HTMLElement | null) => {
        container.current = node
      },
      onKeyDown,
    },
    rowProps: (index: number) => ({
      'data-row': index,
      tabIndex: index === active ? 0 : -1,
      onFocus: (event: FocusEvent<HTMLElement>) => {
        if (event.target === event.currentTarget && index !== active) {
          setWanted(index)
          onActiveChange?.(index)
        }
      },
    }),
  }
}
