import type { CalendarEntry, CalendarView, SlotView } from './calendar-api.ts'
import type { Ghost } from './day-cell.tsx'
import { clockOf, dayOf, instantOf, wallIn, weekdayOf } from './wall.ts'

export interface GhostInput {
  days: readonly string[]
  zone: string
  slots: readonly SlotView[]
  series: CalendarView['ghosts']
  entries: readonly CalendarEntry[]
  now: number
}

/** Times to come that hold no post yet: of repetitions, and slots that nobody has taken. */
export function ghostsByDay({ days, zone, slots, series, entries, now }: GhostInput): Map<string, Ghost[]> {
  const found = new Map<string, Ghost[]>()
  const taken = new Set(entries.map((entry) => Date.parse(entry.plannedAt)))
  const add = (at: Date, key: string, title: string) => {
    if (at.getTime() < now || taken.has(at.getTime())) return
    const wall = wallIn(at, zone)
    const day = dayOf(wall)
    found.set(day, [...(found.get(day) ?? []), { key, clock: clockOf(wall), title }])
  }
  for (const one of series) add(new Date(one.at), `${one.seriesId} ${one.at}`, one.title)
  for (const day of days)
    for (const slot of slots)
      if (!slot.paused && slot.weekday === weekdayOf(day))
        add(instantOf(`${day}T${slot.time}`, slot.zone), `${slot.id} ${day}`, slot.category || 'free slot')
  for (const ghosts of found.values()) ghosts.sort((a, b) => (a.clock < b.clock ? -1 : 1))
  return found
}
