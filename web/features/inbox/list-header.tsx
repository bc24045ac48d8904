import { useQuery } from '@tanstack/react-query'
import { ListFilter as FilterIcon, Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { LiveDot } from '../../app/live-dot.tsx'
import { useTitle } from '../../app/page-header.tsx'
import { useKeys } from '../../app/shortcuts.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Input } from '../../ui/input.tsx'
import { Menu, MenuChoice, MenuLine } from '../../ui/menu.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { channelsQuery, countsQuery, labelsQuery } from './inbox-api.ts'
import type { InboxSearch } from './list-filter.ts'

export interface ListHeaderProps {
  search: InboxSearch
  onChange: (change: { [K in keyof InboxSearch]?: InboxSearch[K] | undefined }) => void
  searching: boolean
  onSearching: (on: boolean) => void
}

const stateNames = { open: 'Open', pending: 'Pending', snoozed: 'Snoozed', resolved: 'Resolved' } as const
const filterNames = { unread: 'Unread', starred: 'Starred', needs_reply: 'Needs a reply' } as const
const none = 'none'

export function ListHeader({ search, onChange, searching, onSearching }: ListHeaderProps) {
  useTitle('Inbox')
  const keysOf = useKeys()
  const status = search.status ?? 'open'
  const { data: counts } = useQuery(countsQuery)
  const count = counts?.[status]
  if (searching) {
    return (
      <SearchField
        value={search.q ?? ''}
        onValue={(q) => onChange({ q: q || undefined })}
        onClose={() => {
          onChange({ q: undefined, m: undefined })
          onSearching(false)
        }}
      />
    )
  }
  return (
    <header className="shrink-0 border-b border-line">
      <div className="flex h-(--header) items-center gap-1 pr-2 pl-4">
        <h1 className="text-head font-semibold">Inbox</h1>
        <span className="flex-1" />
        <span className="mr-1 md:hidden">
          <LiveDot />
        </span>
        <IconButton
          label="Search all messages"
          keys={keysOf('search')}
          icon={<Search />}
          onClick={() => onSearching(true)}
        />
        <FilterMenu search={search} onChange={onChange} />
      </div>
      <div className="px-3 pb-2">
        <Segmented
          label="Whose conversations"
          className="w-full"
          value={search.tab ?? 'all'}
          segments={[
            { value: 'mine', label: 'Mine', count: count?.mine },
            { value: 'unassigned', label: 'Unassigned', count: count?.unassigned },
            { value: 'all', label: 'All', count: count?.all },
          ]}
          onValueChange={(tab) => onChange({ tab: tab === 'all' ? undefined : tab })}
        />
      </div>
      <ActiveFilters search={search} onChange={onChange} />
    </header>
  )
}

function SearchField({
  value,
  onValue,
  onClose,
}: {
  value: string
  onValue: (value: string) => void
  onClose: () => void
}) {
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <header className="flex h-(--header) shrink-0 items-center gap-1 border-b border-line pr-2 pl-3">
      <h1 className="sr-only">Inbox</h1>
      <Input
        autoFocus
        type="search"
        aria-label="Search all messages"
        placeholder="Search all messages"
        icon={<Search />}
        value={text}
        onChange={(event) => {
          const next = event.target.value
          setText(next)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => onValue(next.trim()), 200)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
        }}
      />
      <IconButton label="Close the search" keys="Escape" icon={<X />} onClick={onClose} />
    </header>
  )
}

function FilterMenu({ search, onChange }: Pick<ListHeaderProps, 'search' | 'onChange'>) {
  const { data: labels = [] } = useQuery(labelsQuery)
  const { data: channels = [] } = useQuery(channelsQuery)
  return (
    <Menu
      align="end"
      className="w-60"
      trigger={
        <Button look="quiet" icon={<FilterIcon aria-hidden className="size-4" />}>
          {stateNames[search.status ?? 'open']}
        </Button>
      }
    >
      <MenuChoice
        label="Status"
        value={search.status ?? 'open'}
        options={Object.entries(stateNames).map(([value, label]) => ({ value: value as StateName, label }))}
        onChange={(value) => onChange({ status: value === 'open' ? undefined : value })}
      />
      <MenuLine />
      <MenuChoice
        label="Only"
        value={search.filter ?? none}
        options={[
          { value: none, label: 'Everything' },
          ...Object.entries(filterNames).map(([value, label]) => ({ value: value as FilterName, label })),
        ]}
        onChange={(value) => onChange({ filter: value === none ? undefined : value })}
      />
      <MenuLine />
      <MenuChoice
        label="Order"
        value={search.sort ?? 'newest'}
        options={[
          { value: 'newest', label: 'Newest first' },
          { value: 'waiting', label: 'Waiting longest first' },
        ]}
        onChange={(value) => onChange({ sort: value === 'newest' ? undefined : value })}
      />
      {channels.length > 1 ? (
        <>
          <MenuLine />
          <MenuChoice
            label="Channel"
            value={search.channel ?? none}
            options={[
              { value: none, label: 'All channels' },
              ...channels.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(value) => onChange({ channel: value === none ? undefined : value })}
          />
        </>
      ) : null}
      {labels.length > 0 ? (
        <>
          <MenuLine />
          <MenuChoice
            label="Label"
            value={search.label ?? none}
            options={[
              { value: none, label: 'All labels' },
              ...labels.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(value) => onChange({ label: value === none ? undefined : value })}
          />
        </>
      ) : null}
    </Menu>
  )
}

type StateName = keyof typeof stateNames
type FilterName = keyof typeof filterNames

/** What narrows the list stands below the tabs, each with its cross. */
function ActiveFilters({ search, onChange }: Pick<ListHeaderProps, 'search' | 'onChange'>) {
  const { data: channels = [] } = useQuery(channelsQuery)
  const channel = channels.find(({ id }) => id === search.channel)
  const chips = [
    ...(search.filter ? [{ key: 'filter' as const, text: filterNames[search.filter] }] : []),
    ...(search.sort === 'waiting' ? [{ key: 'sort' as const, text: 'Waiting longest first' }] : []),
    ...(search.channel ? [{ key: 'channel' as const, text: channel?.name ?? 'One channel' }] : []),
    ...(search.label ? [{ key: 'label' as const, text: search.label }] : []),
  ]
  if (chips.length === 0) return null
  return (
    <div className="flex flex-wrap gap-1 px-3 pb-2">
      {chips.map(({ key, text }) => (
        <Chip
          key={key}
          tone="accent"
          removeLabel={`Without "${text}"`}
          onRemove={() => onChange({ [key]: undefined })}
        >
          {text}
        </Chip>
      ))}
    </div>
  )
}
