import { DndContext, DragOverlay, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, FileUp, PanelRight, Plus, Settings2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { PageHeader } from '../../app/page-header.tsx'
import { useWide } from '../../app/use-wide.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { Select } from '../../ui/select.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { postTabs, viewerZone } from '../posts/post-words.ts'
import { accountsQuery, postListQuery } from '../posts/posts-api.ts'
import { Agenda } from './agenda.tsx'
import { calendarQuery, slotsQuery, type CalendarEntry } from './calendar-api.ts'
import { CsvDialog } from './csv-dialog.tsx'
import { DayCell } from './day-cell.tsx'
import { DraftDrawer } from './draft-drawer.tsx'
import { EntryFace } from './entry-card.tsx'
import { ghostsByDay } from './ghosts.ts'
import { useKeyMove } from './use-key-move.ts'
import { useMove } from './use-move.ts'
import {
  dayOf,
  daysBetween,
  dayWords,
  firstOfMonth,
  instantOf,
  monthDays,
  plusDays,
  plusMonths,
  wallIn,
  weekDays,
} from './wall.ts'

const views = [
  { value: 'month', label: 'Month' },
  { value: 'week', label: 'Week' },
] as const

export interface CalendarSearch {
  view?: 'week'
  day?: string
  channel?: string
  state?: string
}

const draftClock = '09:00'
const states = Object.entries(postTabs).map(([value, { label }]) => ({
  value,
  label: value === 'all' ? 'All states' : label,
}))

export function CalendarScreen() {
  const { can } = useMe()
  const mayWrite = can('posts:write')
  const search = useSearch({ from: '/shell/calendar' })
  const navigate = useNavigate()
  const isWide = useWide('768px')
  const zone = viewerZone()
  const [now] = useState(() => Date.now())
  const today = dayOf(wallIn(now, zone))
  const day = search.day ?? today
  const isWeek = search.view === 'week'
  const days = useMemo(() => (isWeek ? weekDays(day) : monthDays(day)), [isWeek, day])
  const [first, last] = [days[0] ?? day, days.at(-1) ?? day]
  const period = useMemo(() => {
    const tab = Object.entries(postTabs).find(([name]) => name === search.state)?.[1]
    return {
      from: instantOf(`${first}T00:00`, zone).toISOString(),
      to: instantOf(`${plusDays(last, 1)}T00:00`, zone).toISOString(),
      ...(search.channel ? { channels: search.channel } : {}),
      ...(tab && 'state' in tab ? { states: tab.state.join(',') } : {}),
    }
  }, [first, last, zone, search.channel, search.state])
  const query = useQuery(calendarQuery(period))
  const slots = useQuery(slotsQuery).data ?? []
  const accounts = useQuery(accountsQuery).data ?? []
  const drafts = useInfiniteQuery({
    ...postListQuery({ state: ['draft', 'in_review', 'approved', 'changes_requested'] }),
    enabled: isWide,
  }).data?.pages.flatMap((page) => page.data.filter((post) => post.plannedAt === null))
  const [drawer, setDrawer] = useState(false)
  const [importing, setImporting] = useState(false)
  const [dragged, setDragged] = useState<string>()
  const [overDay, setOverDay] = useState<string>()
  const move = useMove()
  const queries = useQueryClient()
  useLiveEvents(['post.*', 'calendar.*'], () => void queries.invalidateQueries({ queryKey: ['calendar'] }))
  useLiveEvents(['post.*'], () => void queries.invalidateQueries({ queryKey: ['posts', 'list'] }))
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const go = (next: CalendarSearch) => void navigate({ to: '/calendar', search: next, replace: true })
  const turn = (by: 1 | -1) => go({ ...search, day: isWeek ? plusDays(day, 7 * by) : plusMonths(day, by) })

  // A post keeps the clock and the zone in which it was planned; only its day changes.
  const moveBy = (entry: CalendarEntry, by: number) =>
    move.mutate({
      postId: entry.id,
      title: entry.title,
      wall: plusDays(entry.wall, by),
      zone: entry.zone,
      from: { wall: entry.wall.slice(0, 16), zone: entry.zone },
    })
  const keys = useKeyMove(zone, mayWrite, moveBy)
  const entries = query.data?.entries ?? []
  const byDay = Map.groupBy(entries, (entry) => dayOf(wallIn(entry.plannedAt, zone)))
  const ghosts = ghostsByDay({
    days,
    zone,
    slots,
    series: query.data?.ghosts ?? [],
    entries,
    now,
  })
  const lifted = entries.find((entry) => entry.id === dragged)
  const liftedDraft = drafts?.find((post) => post.id === dragged)
  const movingEntry = keys.moving && entries.find((entry) => entry.id === keys.moving?.id)
  const targetDay =
    movingEntry && keys.moving
      ? plusDays(dayOf(wallIn(movingEntry.plannedAt, zone)), keys.moving.days)
      : undefined
  const drop = (id: string, on: string) => {
    const entry = entries.find((one) => one.id === id)
    if (entry) {
      const by = daysBetween(wallIn(entry.plannedAt, zone), on)
      if (by !== 0) moveBy(entry, by)
      return
    }
    const draft = drafts?.find((one) => one.id === id)
    if (draft)
      move.mutate({ postId: id, title: draft.title, wall: `${on}T${draftClock}`, zone, from: undefined })
  }
  const title = isWeek
    ? `${dayWords(first, { day: 'numeric', month: 'short' })} – ${dayWords(last, { day: 'numeric', month: 'short', year: 'numeric' })}`
    : dayWords(firstOfMonth(day), { month: 'long', year: 'numeric' })
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Calendar"
        meta={<span className="max-md:hidden">{zone}</span>}
        views={
          <Segmented
            label="View"
            value={isWeek ? 'week' : 'month'}
            segments={views}
            onValueChange={(view) => {
              const { view: _old, ...rest } = search
              go(view === 'week' ? { ...rest, view } : rest)
            }}
          />
        }
        action={
          <>
            {mayWrite ? (
              <IconButton
                label="Import posts from CSV"
                icon={<FileUp />}
                onClick={() => setImporting(true)}
              />
            ) : null}
            <Link
              to="/settings/publishing"
              aria-label="Slots and publishing settings"
              className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-fill hover:text-ink pointer-coarse:size-11"
            >
              <Settings2 aria-hidden className="size-4" />
            </Link>
            {isWide ? (
              <IconButton
                label="Drafts without a time"
                icon={<PanelRight />}
                pressed={drawer}
                onClick={() => setDrawer(!drawer)}
              />
            ) : null}
            {mayWrite ? (
              <Button look="primary" icon={<Plus aria-hidden className="size-4" />} asChild>
                <Link to="/posts/$number" params={{ number: 'new' }}>
                  New post
                </Link>
              </Button>
            ) : null}
          </>
        }
      />
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <IconButton
          label={isWeek ? 'Week before' : 'Month before'}
          icon={<ChevronLeft />}
          onClick={() => turn(-1)}
        />
        <IconButton
          label={isWeek ? 'Week after' : 'Month after'}
          icon={<ChevronRight />}
          onClick={() => turn(1)}
        />
        <Button
          onClick={() => {
            const { day: _old, ...rest } = search
            go(rest)
          }}
        >
          Today
        </Button>
        <h2 aria-live="polite" className="text-read font-semibold">
          {title}
        </h2>
        <span className="flex-1" />
        <span className="w-36">
          <Select
            aria-label="State"
            value={search.state ?? 'all'}
            options={states}
            onValueChange={(state) => {
              const { state: _old, ...rest } = search
              go(state === 'all' ? rest : { ...rest, state })
            }}
          />
        </span>
        <span className="w-40">
          <Select
            aria-label="Account"
            value={search.channel ?? 'all'}
            options={[
              { value: 'all', label: 'All accounts' },
              ...accounts.map(({ id, name, publishes }) => ({
                value: id,
                label: `${name} · ${publishes.platform}`,
              })),
            ]}
            onValueChange={(id) => {
              const { channel: _old, ...rest } = search
              go(id === 'all' ? rest : { ...rest, channel: id })
            }}
          />
        </span>
      </div>
      <p role="status" className="sr-only">
        {keys.moving?.said ?? ''}
      </p>
      {query.data?.more ? (
        <p className="bg-warn-soft px-4 py-2 text-list text-warn">
          There are more posts than fit here. Look at a week, or at one account.
        </p>
      ) : null}
      {query.isError && !query.data ? (
        <ErrorState
          title="The calendar could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : !isWide ? (
        query.data ? (
          <Agenda days={days} byDay={byDay} accounts={accounts} zone={zone} today={today} />
        ) : (
          <SkeletonRows label="Loading the calendar" />
        )
      ) : (
        <DndContext
          sensors={sensors}
          onDragStart={({ active }) => setDragged(String(active.id))}
          onDragOver={({ over }) => setOverDay(over ? String(over.id) : undefined)}
          onDragCancel={() => setDragged(undefined)}
          onDragEnd={({ active, over }) => {
            setDragged(undefined)
            if (over) drop(String(active.id), String(over.id))
          }}
        >
          <div className="flex min-h-0 flex-1">
            <div className="scroll-quiet flex min-w-0 flex-1 flex-col">
              {isWeek ? null : <WeekdayNames days={days.slice(0, 7)} />}
              <div role="grid" aria-label={title} className="flex flex-1 flex-col border-l border-line">
                {Array.from({ length: days.length / 7 }, (_, week) => (
                  <div key={week} role="row" className="grid flex-1 grid-cols-7">
                    {days.slice(week * 7, week * 7 + 7).map((one) => (
                      <DayCell
                        key={one}
                        day={one}
                        tall={isWeek}
                        isToday={one === today}
                        isOutside={!isWeek && firstOfMonth(one) !== firstOfMonth(day)}
                        entries={byDay.get(one) ?? []}
                        ghosts={ghosts.get(one) ?? []}
                        accounts={accounts}
                        zone={zone}
                        mayWrite={mayWrite}
                        movingId={keys.moving?.id}
                        isTarget={targetDay === one}
                        onEntryKey={keys.onKey}
                      />
                    ))}
                  </div>
                ))}
              </div>
            </div>
            {drawer ? <DraftDrawer drafts={drafts ?? []} mayMove={mayWrite} /> : null}
          </div>
          <DragOverlay dropAnimation={null}>
            {lifted || liftedDraft ? (
              <div className="w-44 rounded-sm border border-accent bg-raised px-1.5 py-1 shadow-float">
                {lifted ? (
                  <EntryFace entry={lifted} accounts={accounts} zone={zone} />
                ) : (
                  <span className="block truncate text-meta font-medium">{liftedDraft?.title}</span>
                )}
                {overDay ? (
                  <span className="tabular block text-meta text-accent-ink">
                    {dayWords(overDay, { weekday: 'short', day: 'numeric', month: 'short' })},{' '}
                    {lifted ? wallIn(lifted.plannedAt, zone).slice(11) : draftClock}
                  </span>
                ) : null}
              </div>
            ) : null}
          </DragOverlay>
        </DndContext>
      )}
      {importing ? <CsvDialog onClose={() => setImporting(false)} /> : null}
    </div>
  )
}

const WeekdayNames = ({ days }: { days: readonly string[] }) => (
  <div aria-hidden className="grid grid-cols-7 border-b border-l border-line">
    {days.map((day) => (
      <span key={day} className="px-1.5 py-1 text-meta text-muted">
        {dayWords(day, { weekday: 'short' })}
      </span>
    ))}
  </div>
)
