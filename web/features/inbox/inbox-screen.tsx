import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useBadge } from '../../app/badges.tsx'
import { usePref, writePref } from '../../app/prefs.ts'
import { useKeys } from '../../app/shortcuts.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ContextPanel } from './context-panel.tsx'
import { ConversationPane } from './conversation-pane.tsx'
import { InboxList } from './inbox-list.tsx'
import { conversationQuery, countsQuery, listQuery, threadQuery, unreadQuery } from './inbox-api.ts'
import { ListHeader } from './list-header.tsx'
import { toFilter } from './list-filter.ts'
import { SearchResults } from './search-results.tsx'
import { useInboxKeys } from './use-inbox-keys.ts'
import { useInboxLive } from './use-inbox-live.ts'
import { useOpen } from './use-open.ts'
import { useWide } from '../../app/use-wide.ts'

const panelPref = 'inbox.panel'

export function InboxScreen() {
  const { openId, search, open, close, change } = useOpen()
  const [isSearching, setSearching] = useState(search.q !== undefined)
  useInboxLive(openId)

  const filter = toFilter(search)
  const list = useInfiniteQuery(listQuery(filter))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const { data: counts } = useQuery(countsQuery)
  useBadge('inbox', useQuery(unreadQuery).data?.unread)
  usePrefetchNext(rows, openId)

  const { acts, picker, setPicker, selected, toggle, clear, resolveAndNext, resolveMarked, ...rest } =
    useInboxKeys({ rows, openId, open, close, onSearch: () => setSearching(true) })

  // Beside the thread there is room for it from 1100 px on; else it comes over the page.
  const hasRoom = useWide('1100px')
  const isPanelPinned = usePref(panelPref) !== 'off'
  const [isSheetOpen, setSheetOpen] = useState(false)
  const { data: conversation } = useQuery({
    ...conversationQuery(openId ?? ''),
    enabled: openId !== undefined,
  })
  const isPinned = hasRoom && isPanelPinned
  const panel =
    conversation && openId ? <ContextPanel key={openId} conversation={conversation} acts={acts} /> : null

  return (
    <div className="flex min-h-0 flex-1">
      <section
        aria-label="Conversations"
        className={cx(
          'flex w-90 shrink-0 flex-col border-r border-line max-md:w-full max-md:border-r-0',
          openId && 'max-md:hidden',
        )}
      >
        <ListHeader search={search} onChange={change} searching={isSearching} onSearching={setSearching} />
        {isSearching ? (
          <SearchResults
            q={search.q ?? ''}
            shownMessageId={search.m}
            onOpen={({ message, conversation: found }) => open(found.id, { m: message.id })}
          />
        ) : (
          <InboxList
            key={JSON.stringify(filter)}
            query={list}
            rows={rows}
            search={search}
            total={
              search.filter || search.label || search.channel
                ? undefined
                : counts?.[filter.status][filter.assignee]
            }
            openId={openId}
            selected={selected}
            onOpen={(row) => open(row.id)}
            onToggle={toggle}
            onAll={() =>
              change({
                tab: undefined,
                status: undefined,
                filter: undefined,
                sort: undefined,
                label: undefined,
                channel: undefined,
              })
            }
          />
        )}
        {selected.size > 0 ? (
          <BulkBar
            count={selected.size}
            onResolve={resolveMarked}
            onAssignMe={rest.assignMe}
            onClear={clear}
          />
        ) : null}
      </section>
      <section
        aria-label="Conversation"
        className={cx('flex min-w-0 flex-1 flex-col', !openId && 'max-md:hidden')}
      >
        {openId ? (
          <ConversationPane
            key={openId}
            id={openId}
            foundId={search.m}
            acts={acts}
            picker={picker}
            onPicker={setPicker}
            onBack={close}
            onResolve={resolveAndNext}
            onReopen={() => conversation && acts.setStatus([conversation], 'open')}
            onSnooze={rest.snoozeUntil}
            onUnread={rest.markUnread}
            onOpenThis={() => open(openId)}
            onSentAndResolved={rest.goNext}
            isPanelOpen={hasRoom ? isPanelPinned : isSheetOpen}
            onPanel={() =>
              hasRoom ? writePref(panelPref, isPanelPinned ? 'off' : 'on') : setSheetOpen(true)
            }
          />
        ) : (
          <ChooseOne />
        )}
      </section>
      {isPinned && openId ? (
        <aside aria-label="Details" className="scroll-quiet w-80 shrink-0 border-l border-line">
          {panel}
        </aside>
      ) : null}
      <Sheet open={!hasRoom && isSheetOpen && panel !== null} onOpenChange={setSheetOpen} title="Details">
        {panel}
      </Sheet>
    </div>
  )
}

function ChooseOne() {
  const keysOf = useKeys()
  return (
    <EmptyState icon={<MessagesSquare />} title="Choose a conversation">
      <Kbd keys={keysOf('next') ?? ''} /> and <Kbd keys={keysOf('previous') ?? ''} /> go through the list,{' '}
      <Kbd keys={keysOf('help') ?? ''} /> shows every key.
    </EmptyState>
  )
}

/** The one after this is most likely read next. */
function usePrefetchNext(rows: readonly { id: string }[], openId: string | undefined) {
  const queries = useQueryClient()
  const nextId = openId === undefined ? undefined : rows[rows.findIndex(({ id }) => id === openId) + 1]?.id
  useEffect(() => {
    if (nextId === undefined) return
    void queries.prefetchQuery(conversationQuery(nextId))
    void queries.prefetchInfiniteQuery(threadQuery(nextId))
  }, [queries, nextId])
}
