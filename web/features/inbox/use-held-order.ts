import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'

interface Item {
  id: string
}

const heldForMs = 2500

/** The rows in the order of `held`; what is new above is only counted, what a further page brought comes after. */
export function holdOrder<T extends Item>(
  rows: readonly T[],
  held: readonly string[] | undefined,
): { shown: readonly T[]; fresh: number } {
  if (!held) return { shown: rows, fresh: 0 }
  const byId = new Map(rows.map((row) => [row.id, row]))
  const kept = held.flatMap((id) => byId.get(id) ?? [])
  const known = new Set(held)
  const lastKnown = rows.findLastIndex((row) => known.has(row.id))
  const after = rows.slice(lastKnown + 1)
  return { shown: [...kept, ...after], fresh: rows.length - kept.length - after.length }
}

/** Nothing moves under the pointer: the order stands while it is on the move over the list. */
export function useHeldOrder<T extends Item>(rows: readonly T[]) {
  const [held, setHeld] = useState<readonly string[]>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const release = () => {
    clearTimeout(timer.current)
    setHeld(undefined)
  }
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType === 'touch') return
    clearTimeout(timer.current)
    timer.current = setTimeout(release, heldForMs)
    setHeld((was) => was ?? rows.map((row) => row.id))
  }
  const { shown, fresh } = useMemo(() => holdOrder(rows, held), [rows, held])
  return { shown, fresh, release, pointer: { onPointerMove, onPointerLeave: release } }
}
