import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useDensity } from '../../app/prefs.ts'
import { useShortcut } from '../../app/shortcuts.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { cx } from '../../ui/cx.ts'
import { Time } from '../../ui/time.tsx'
import { useRoving } from '../../ui/use-roving.ts'
import { avatarOf, type Contact } from './contacts-api.ts'

export interface ContactListProps {
  contacts: readonly Contact[]
  selected: string | undefined
  onOpen: (id: string) => void
  more: boolean
  onMore: () => void
}

const rowPx = { compact: 56, cosy: 64 }
const fetchAhead = 10

export function ContactList({ contacts, selected, onOpen, more, onMore }: ContactListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const size = rowPx[useDensity()]
  // The compiler leaves this component as it is, which is what a virtual list wants.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: contacts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    overscan: 8,
  })
  const openAt = (index: number) => {
    const contact = contacts[index]
    if (contact) onOpen(contact.id)
  }
  const { active, focusRow, listProps, rowProps } = useRoving({
    count: contacts.length,
    onOpen: openAt,
    scrollTo: (index) => rows.scrollToIndex(index),
  })
  useShortcut('next', () => focusRow(Math.min(active + 1, contacts.length - 1)))
  useShortcut('previous', () => focusRow(Math.max(active - 1, 0)))

  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && last > contacts.length - fetchAhead) onMore()
  }, [more, last, contacts.length, onMore])

  return (
    <div ref={scroller} className="scroll-quiet min-h-0 flex-1">
      <div
        role="listbox"
        aria-label="Contacts"
        {...listProps}
        className="relative w-full"
        style={{ height: rows.getTotalSize() }}
      >
        {items.map(({ index, start }) => {
          const contact = contacts[index]
          if (!contact) return null
          const isSelected = contact.id === selected
          return (
            // The listbox's own key handler serves its options.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={contact.id}
              role="option"
              aria-selected={isSelected}
              aria-setsize={more ? -1 : contacts.length}
              aria-posinset={index + 1}
              {...rowProps(index)}
              onClick={() => onOpen(contact.id)}
              style={{ height: size, transform: `translateY(${start}px)` }}
              className={cx(
                'group ring-inside absolute inset-x-0 top-0 flex items-center gap-3 border-b border-line px-4 text-list hover:bg-hover',
                isSelected && 'bg-selected hover:bg-selected',
              )}
            >
              <Row contact={contact} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Row({ contact }: { contact: Contact }) {
  const identity = contact.identities[0]
  const channel = identity?.channel
  return (
    <>
      <Avatar
        name={contact.name}
        src={avatarOf(contact)}
        {...(channel ? { channel: { connector: channel.connector, name: channel.name } } : {})}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{contact.name}</span>
        <span className="block truncate text-meta text-muted">
          {identity?.username ? `@${identity.username}` : (channel?.name ?? '')}
          {contact.identities.length > 1 ? ` and ${contact.identities.length - 1} more` : ''}
        </span>
      </span>
      {contact.lastSeenAt ? <Time at={contact.lastSeenAt} className="shrink-0 text-meta text-muted" /> : null}
    </>
  )
}
