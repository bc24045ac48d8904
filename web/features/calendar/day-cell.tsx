import { useDroppable } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import { cx } from '../../ui/cx.ts'
import type { Account } from '../posts/posts-api.ts'
import type { CalendarEntry } from './calendar-api.ts'
import { EntryCard } from './entry-card.tsx'
import { dayWords } from './wall.ts'

export interface Ghost {
  key: string
  clock: string
  title: string
}

export interface DayCellProps {
  day: string
  isToday: boolean
  isOutside: boolean
  /** A column of the week: as tall as the page. */
  tall: boolean
  entries: readonly CalendarEntry[]
  /** Times to come without a post: of series, and free slots. */
  ghosts: readonly Ghost[]
  accounts: readonly Account[]
  zone: string
  mayWrite: boolean
  movingId: string | undefined
  isTarget: boolean
  onEntryKey: (entry: CalendarEntry, event: KeyboardEvent) => void
}

const most = 3

export function DayCell(props: DayCellProps) {
  const { day, isToday, isOutside, tall, entries, ghosts, accounts, zone, mayWrite, movingId, isTarget } =
    props
  const { setNodeRef, isOver } = useDroppable({ id: day })
  const [all, setAll] = useState(false)
  const shown = tall || all ? entries : entries.slice(0, most)
  const hidden = entries.length - shown.length
  return (
    <div
      ref={setNodeRef}
      role="gridcell"
      className={cx(
        'group relative flex min-w-0 flex-col gap-1 border-r border-b border-line p-1.5',
        tall ? 'min-h-full' : 'min-h-29',
        isOutside ? 'bg-ground' : 'bg-surface',
        (isOver || isTarget) && 'bg-accent-soft',
      )}
    >
      <div className="flex h-5 items-center justify-between">
        <span
          className={cx(
            'tabular text-meta',
            isToday
              ? 'rounded-full bg-accent px-1.5 font-semibold text-on-accent'
              : isOutside
                ? 'text-faint'
                : 'text-muted',
          )}
        >
          <span className="sr-only">{dayWords(day, { weekday: 'long', day: 'numeric', month: 'long' })}</span>
          <span aria-hidden>
            {dayWords(day, tall ? { weekday: 'short', day: 'numeric' } : { day: 'numeric' })}
          </span>
        </span>
        {mayWrite ? (
          <Link
            to="/posts/$number"
            params={{ number: 'new' }}
            aria-label={`New post on ${dayWords(day, { day: 'numeric', month: 'long' })}`}
            className="rounded-sm text-muted opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100"
          >
            <Plus aria-hidden className="size-4" />
          </Link>
        ) : null}
      </div>
      {shown.map((entry) => (
        <EntryCard
          key={entry.id}
          entry={entry}
          accounts={accounts}
          zone={zone}
          mayMove={mayWrite}
          moving={entry.id === movingId}
          onKeyDown={(event) => props.onEntryKey(entry, event)}
        />
      ))}
      {hidden > 0 ? (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="rounded-sm text-left text-meta text-muted hover:text-ink"
        >
          {hidden} more
        </button>
      ) : null}
      {ghosts.slice(0, tall ? 20 : Math.max(0, most - shown.length)).map((ghost) => (
        <p
          key={ghost.key}
          className="truncate rounded-sm border border-dashed border-line px-1.5 text-meta text-muted"
        >
          <span className="tabular">{ghost.clock}</span> {ghost.title}
        </p>
      ))}
    </div>
  )
}
