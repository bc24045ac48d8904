import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  AtSign,
  Bell,
  BellOff,
  ChartLine,
  CheckCheck,
  CircleCheckBig,
  Plug,
  Send,
  TriangleAlert,
  UserRound,
  type LucideIcon,
} from 'lucide-react'
import { PageHeader } from '../../app/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuCheck, MenuHeading } from '../../ui/menu.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { boxQuery, listQuery, muteNotices, readNotices } from './notices-api.ts'
import type { NoticeKind, NoticeView } from './notices-api.ts'

const kinds: ReadonlyArray<{ kind: NoticeKind; label: string; icon: LucideIcon }> = [
  { kind: 'approval', label: 'Approvals that wait for you', icon: CircleCheckBig },
  { kind: 'post_trouble', label: 'Posts that failed or are late', icon: Send },
  { kind: 'mention', label: 'Mentions', icon: AtSign },
  { kind: 'assignment', label: 'Conversations given to you', icon: UserRound },
  { kind: 'alert', label: 'Alerts', icon: TriangleAlert },
  { kind: 'report_paused', label: 'Reports that stopped', icon: ChartLine },
  { kind: 'reconnect', label: 'Channels to be connected again', icon: Plug },
]

/** What the reader is told of, newest first: what chat also tells, each with the way to it. */
export function NoticesScreen() {
  const list = useInfiniteQuery(listQuery)
  const box = useQuery(boxQuery).data
  const read = useRead()
  const notices = list.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        title="Notifications"
        meta={box && box.unread > 0 ? `${box.unread} unread` : undefined}
        action={
          <>
            <Button
              look="quiet"
              icon={<CheckCheck aria-hidden className="size-4" />}
              disabled={!box?.unread}
              onClick={() => read.mutate({ all: true })}
            >
              Mark all read
            </Button>
            <MuteMenu muted={box?.muted ?? []} />
          </>
        }
      />
      <div className="scroll-quiet min-h-0 flex-1">
        {list.isError && notices.length === 0 ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <SkeletonRows label="Loading notifications" />
        ) : notices.length === 0 ? (
          <EmptyState icon={<Bell />} title="Nothing yet">
            Approvals that wait for you, mentions, posts in trouble and alerts are told here, and in your
            chat.
          </EmptyState>
        ) : (
          <div className="mx-auto max-w-3xl p-2 md:p-4">
            <ul aria-label="Notifications" className="divide-y divide-line">
              {notices.map((notice) => (
                <NoticeRow
                  key={notice.id}
                  notice={notice}
                  onRead={() => notice.read || read.mutate({ ids: [notice.id] })}
                />
              ))}
            </ul>
            {list.hasNextPage ? (
              <div className="flex justify-center py-4">
                <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  Older ones
                </Button>
              </div>
            ) : null}
          </div>
        )}
      </div>
    </div>
  )
}

function NoticeRow({ notice, onRead }: { notice: NoticeView; onRead: () => void }) {
  const Icon = kinds.find(({ kind }) => kind === notice.kind)?.icon ?? Bell
  return (
    <li>
      <Link
        to={notice.path}
        onClick={onRead}
        className="ring-inside flex items-start gap-3 rounded-md px-2 py-3 text-list hover:bg-hover"
      >
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className={cx('block break-words', notice.read ? 'text-muted' : 'font-semibold')}>
            {notice.title}
          </span>
          <span className="line-clamp-2 text-muted">{notice.detail}</span>
        </span>
        <span className="flex shrink-0 items-center gap-2 text-meta text-muted">
          <Time at={notice.at} />
          <span className={cx('size-2 rounded-full', notice.read ? '' : 'bg-accent')}>
            <span className="sr-only">{notice.read ? '' : 'Unread'}</span>
          </span>
        </span>
      </Link>
    </li>
  )
}

function useRead() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: readNotices,
    meta: { failed: 'It is still unread' },
    onSuccess(box) {
      queries.setQueryData(boxQuery.queryKey, box)
      return queries.invalidateQueries({ queryKey: listQuery.queryKey })
    },
  })
}

/** Which kinds the reader is told of; taken at once. */
function MuteMenu({ muted }: { muted: readonly NoticeKind[] }) {
  const queries = useQueryClient()
  const mute = useMutation({
    mutationFn: muteNotices,
    meta: { failed: 'That was not changed' },
    onSuccess: (box) => queries.setQueryData(boxQuery.queryKey, box),
  })
  return (
    <Menu align="end" trigger={<IconButton label="What you are told of" icon={<BellOff />} />}>
      <MenuHeading>Tell me here of</MenuHeading>
      {kinds.map(({ kind, label }) => (
        <MenuCheck
          key={kind}
          checked={!muted.includes(kind)}
          onChange={(on) =>
            mute.mutate(
              on ? muted.filter((one) => one !== kind) : [...muted.filter((one) => one !== kind), kind],
            )
          }
        >
          {label}
        </MenuCheck>
      ))}
    </Menu>
  )
}
