import { useState, type KeyboardEvent } from 'react'
import type { CalendarEntry } from './calendar-api.ts'
import { isMovable } from './entry-card.tsx'
import { dayOf, dayWords, plusDays, wallIn } from './wall.ts'

interface Moving {
  id: string
  days: number
  said: string
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** M lifts the post that has the focus, arrows carry it by days and weeks, Enter puts it down, Escape leaves it. */
export function useKeyMove(
  zone: string,
  mayMove: boolean,
  onMove: (entry: CalendarEntry, days: number) => void,
) {
  const [moving, setMoving] = useState<Moving>()
  const say = (entry: CalendarEntry, days: number): Moving => {
    const day = plusDays(dayOf(wallIn(entry.plannedAt, zone)), days)
    return {
      id: entry.id,
      days,
      said: `#${entry.number} would go out on ${dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}. Enter puts it there.`,
    }
  }
  const onKey = (entry: CalendarEntry, event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || !mayMove || !isMovable(entry)) return
    if (!moving) {
      if (event.key.toLowerCase() !== 'm') return
      event.preventDefault()
      setMoving(say(entry, 0))
      return
    }
    if (moving.id !== entry.id) return
    const step = steps[event.key]
    if (step !== undefined) setMoving(say(entry, moving.days + step))
    else if (event.key === 'Enter') {
      setMoving(undefined)
      if (moving.days !== 0) onMove(entry, moving.days)
    } else if (event.key === 'Escape') setMoving(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { moving, onKey }
}
