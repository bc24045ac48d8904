import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { BookUser, Search, SearchX } from 'lucide-react'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { PageHeader } from '../../app/page-header.tsx'
import { useShortcut } from '../../app/shortcuts.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Input } from '../../ui/input.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { ContactList } from './contact-list.tsx'
import { contactsQuery } from './contacts-api.ts'

/** People who wrote: the list at the left, one of them at the right; on a phone one after the other. */
export function ContactsScreen() {
  const { contactId } = useParams({ strict: false })
  return (
    <>
      <div className={cx('contents', contactId && 'max-md:hidden')}>
        <PageHeader title="Contacts" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div
          className={cx(
            'flex min-h-0 w-full flex-col border-line md:w-90 md:border-r',
            contactId && 'max-md:hidden',
          )}
        >
          <People contactId={contactId} />
        </div>
        <div className={cx('flex min-h-0 min-w-0 flex-1 flex-col', !contactId && 'max-md:hidden')}>
          <Outlet />
        </div>
      </div>
    </>
  )
}

function People({ contactId }: { contactId: string | undefined }) {
  const { q = '' } = useSearch({ from: '/shell/contacts' })
  const navigate = useNavigate()
  const query = useInfiniteQuery(contactsQuery(useDeferredValue(q)))
  const queries = useQueryClient()
  const box = useRef<HTMLInputElement>(null)
  useShortcut('search', () => box.current?.focus())
  useLiveEvents(['contact.*', 'message.received'], () => {
    void queries.invalidateQueries({ queryKey: ['contacts'] })
  })
  const contacts = query.data?.pages.flatMap((page) => page.data)
  return (
    <>
      <div className="shrink-0 border-b border-line p-3">
        <SearchBox
          box={box}
          value={q}
          onSearch={(next) => void navigate({ to: '.', search: next ? { q: next } : {}, replace: true })}
        />
      </div>
      {contacts ? (
        contacts.length === 0 ? (
          <NoPeople q={q} />
        ) : (
          <ContactList
            contacts={contacts}
            selected={contactId}
            onOpen={(id) =>
              void navigate({ to: '/contacts/$contactId', params: { contactId: id }, search: true })
            }
            more={query.hasNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        )
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows />
      )}
    </>
  )
}

const quietMs = 180

/** Types freely; the search follows when the reader pauses. */
function SearchBox({
  box,
  value,
  onSearch,
}: {
  box: React.RefObject<HTMLInputElement | null>
  value: string
  onSearch: (q: string) => void
}) {
  const [typed, setTyped] = useState(value)
  const latest = useRef(onSearch)
  useEffect(() => {
    latest.current = onSearch
  })
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => latest.current(typed.trim()), quietMs)
    return () => clearTimeout(timer)
  }, [typed, value])
  return (
    <Input
      ref={box}
      type="search"
      icon={<Search aria-hidden />}
      aria-label="Search contacts"
      placeholder="Name or username"
      value={typed}
      maxLength={100}
      onChange={(event) => setTyped(event.target.value)}
    />
  )
}

const NoPeople = ({ q }: { q: string }) =>
  q ? (
    <EmptyState icon={<SearchX />} title={`Nobody is called “${q}”`}>
      Try a part of the name, or the username on the platform.
    </EmptyState>
  ) : (
    <EmptyState icon={<BookUser />} title="Nobody wrote yet">
      Everybody who writes to one of your channels appears here by themselves.
    </EmptyState>
  )
