import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, type MouseEvent } from 'react'
import { useDensity } from '../../app/prefs.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { useRoving } from '../../ui/use-roving.ts'
import { ConversationRowContent } from './conversation-row.tsx'
import { connectorsQuery, membersQuery, type ListedConversation } from './inbox-api.ts'
import { windowLeftMs } from './row-preview.ts'
import { useHeldOrder } from './use-held-order.ts'
import { useNow } from './use-now.ts'
import { usePresent } from './use-presence.ts'

export interface ConversationListProps {
  rows: readonly ListedConversation[]
  total: number | undefined
  openId: string | undefined
  selected: ReadonlySet<string>
  onOpen: (row: ListedConversation) => void
  onToggle: (id: string) => void
  hasMore: boolean
  onMore: () => void
}

const rowPx = { compact: 52, cosy: 64 }

export function ConversationList(props: ConversationListProps) {
  const { rows, total, openId, selected, onOpen, onToggle, hasMore, onMore } = props
  const { shown, fresh, release, pointer } = useHeldOrder(rows)
  const height = rowPx[useDensity()]
  const scroller = useRef<HTMLDivElement>(null)
  const facts = useRowFacts()

  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => shown[index]?.id ?? index,
    overscan: 8,
  })
  useEffect(() => virtual.measure(), [virtual, height])
  const { listProps, rowProps } = useRoving({
    count: shown.length,
    onOpen: (index) => {
      const row = shown[index]
      if (row) onOpen(row)
    },
    scrollTo: (index) => virtual.scrollToIndex(index),
  })

  const items = virtual.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && lastIndex >= shown.length - 10) onMore()
  }, [hasMore, lastIndex, shown.length, onMore])

  const openIndex = shown.findIndex((row) => row.id === openId)
  useEffect(() => {
    if (openIndex >= 0) virtual.scrollToIndex(openIndex, { align: 'auto' })
    // Only when another one is opened: else the list would jump back while it is scrolled.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [openId])

  const onRowClick = (event: MouseEvent, row: ListedConversation) =>
    event.metaKey || event.ctrlKey ? onToggle(row.id) : onOpen(row)

  return (
    <div className="relative min-h-0 flex-1">
      {fresh > 0 ? (
        <div className="absolute inset-x-0 top-2 z-10 flex justify-center">
          <Button size="sm" look="primary" className="rounded-full shadow-float" onClick={release}>
            {`${fresh} new`}
          </Button>
        </div>
      ) : null}
      <div ref={scroller} className="scroll-quiet h-full" {...pointer}>
        <div
          role="listbox"
          aria-label="Conversations"
          {...listProps}
          className="relative w-full"
          style={{ height: virtual.getTotalSize() }}
        >
          {items.map((item) => {
            const row = shown[item.index]
            if (!row) return null
            return (
              // The listbox's own key handler serves its options.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
              <div
                key={item.key}
                role="option"
                aria-selected={row.id === openId}
                aria-posinset={item.index + 1}
                aria-setsize={total ?? (hasMore ? -1 : shown.length)}
                data-conversation={row.id}
                {...rowProps(item.index)}
                onClick={(event) => onRowClick(event, row)}
                style={{ height, transform: `translateY(${item.start}px)` }}
                className={cx(
                  'group ring-inside absolute inset-x-0 top-0 flex cursor-default items-center gap-3 border-b border-line px-4 text-list hover:bg-hover',
                  row.id === openId && 'bg-selected hover:bg-selected',
                )}
              >
                <ConversationRowContent row={row} isSelected={selected.has(row.id)} {...facts(row)} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** What a row shows beside itself: who is there, whose it is, how long one may still answer. */
function useRowFacts() {
  const nowMs = useNow(30_000)
  const present = usePresent()
  const { data: connectors } = useQuery(connectorsQuery)
  const { data: members } = useQuery(membersQuery)
  const windows = useMemo(
    () => new Map(connectors?.map(({ id, abilities }) => [id, abilities.window])),
    [connectors],
  )
  const names = useMemo(() => new Map(members?.map(({ id, name }) => [id, name])), [members])
  return (row: ListedConversation) => ({
    windowLeftMs: windowLeftMs(row.lastInboundAt, windows.get(row.channel.connector), nowMs),
    present: present.filter((entry) => entry.conversationId === row.id),
    assignee: row.assigneeId === null ? undefined : names.get(row.assigneeId),
  })
}
