import { CalendarDays } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { Account } from '../posts/posts-api.ts'
import type { CalendarEntry } from './calendar-api.ts'
import { EntryCard, wordsOfEntry } from './entry-card.tsx'
import { dayWords } from './wall.ts'

export interface AgendaProps {
  days: readonly string[]
  byDay: ReadonlyMap<string, readonly CalendarEntry[]>
  accounts: readonly Account[]
  zone: string
  today: string
}

/** The phone's calendar: days that hold something, one under the other. */
export function Agenda({ days, byDay, accounts, zone, today }: AgendaProps) {
  const full = days.filter((day) => byDay.has(day))
  if (full.length === 0)
    return (
      <EmptyState icon={<CalendarDays />} title="Nothing is planned here">
        Posts with a time show on their day.
      </EmptyState>
    )
  return (
    <div className="scroll-quiet min-h-0 flex-1 px-4 py-3">
      {full.map((day) => (
        <section key={day} className="mb-4">
          <h3 className="mb-1.5 text-meta font-semibold text-muted">
            {day === today ? 'Today, ' : ''}
            {dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}
          </h3>
          <ul className="flex flex-col gap-1.5">
            {byDay.get(day)?.map((entry) => (
              <li key={entry.id} className="flex items-center gap-2">
                <span className="min-w-0 flex-1">
                  <EntryCard entry={entry} accounts={accounts} zone={zone} mayMove={false} />
                </span>
                <Badge tone={wordsOfEntry(entry.state).tone}>{wordsOfEntry(entry.state).label}</Badge>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
