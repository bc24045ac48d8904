import { useDraggable } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import type { PostState } from '#features/posts/schema.ts'
import { ChannelMark } from '../../ui/channel-mark.tsx'
import { cx } from '../../ui/cx.ts'
import { Thumb } from '../library/thumb.tsx'
import { stateWords } from '../posts/post-words.ts'
import type { Account } from '../posts/posts-api.ts'
import type { CalendarEntry } from './calendar-api.ts'
import { clockOf, wallIn } from './wall.ts'

const edge = {
  plain: 'border-l-edge',
  accent: 'border-l-accent',
  good: 'border-l-good',
  warn: 'border-l-warn',
  bad: 'border-l-bad',
  info: 'border-l-info',
  note: 'border-l-note',
}

export const isMovable = (entry: Pick<CalendarEntry, 'state'>) =>
  !['publishing', 'published', 'partly_published', 'unknown'].includes(entry.state)

const isState = (state: string): state is PostState => Object.hasOwn(stateWords, state)
export const wordsOfEntry = (state: string) => stateWords[isState(state) ? state : 'draft']

export interface EntryCardProps {
  entry: CalendarEntry
  accounts: readonly Account[]
  zone: string
  mayMove: boolean
  /** It is being moved by keys, and would go there. */
  moving?: boolean
  onKeyDown?: (event: KeyboardEvent) => void
}

/** A post in a cell: opened by a click, dragged with the pointer, moved by M and the arrows. */
export function EntryCard({ entry, accounts, zone, mayMove, moving, onKeyDown }: EntryCardProps) {
  const movable = mayMove && isMovable(entry)
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: entry.id, disabled: !movable })
  return (
    <div ref={setNodeRef} {...listeners} className={cx(isDragging && 'opacity-40')}>
      <Link
        to="/posts/$number"
        params={{ number: String(entry.number) }}
        draggable={false}
        data-entry={entry.id}
        onKeyDown={onKeyDown}
        aria-description={movable ? 'M moves it, then the arrow keys and Enter' : undefined}
        className={cx(
          'ring-inside block rounded-sm border border-l-3 border-line bg-surface px-1.5 py-1 text-left hover:bg-hover',
          edge[wordsOfEntry(entry.state).tone],
          movable && 'touch-none',
          moving && 'ring-2 ring-focus',
        )}
      >
        <EntryFace entry={entry} accounts={accounts} zone={zone} />
      </Link>
    </div>
  )
}

const marksShown = 4

export function EntryFace({ entry, accounts, zone }: Pick<EntryCardProps, 'entry' | 'accounts' | 'zone'>) {
  const used = accounts.filter((one) => entry.channelIds.includes(one.id))
  const marks = [...new Map(used.map((one) => [one.connector, one])).values()]
  return (
    <>
      <span className="flex items-center gap-1 text-meta text-muted">
        <span className="tabular">{clockOf(wallIn(entry.plannedAt, zone))}</span>
        <span className="flex gap-0.5">
          {marks.slice(0, marksShown).map((one) => (
            <ChannelMark
              key={one.id}
              connector={one.connector}
              name={one.publishes.platform}
              className="size-3"
            />
          ))}
        </span>
        <span className="sr-only">{wordsOfEntry(entry.state).label}</span>
      </span>
      <span className="flex items-center gap-1.5">
        {entry.thumbMediaId ? <Thumb mediaId={entry.thumbMediaId} className="size-6 shrink-0" /> : null}
        <span className="min-w-0 flex-1 truncate text-meta font-medium text-ink">
          {entry.title || 'No words yet'}
        </span>
      </span>
    </>
  )
}
