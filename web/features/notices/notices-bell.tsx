import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Bell } from 'lucide-react'
import { useMemo } from 'react'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { usePaletteActions } from '../../app/palette.tsx'
import { useKeys, useShortcut } from '../../app/shortcuts.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { boxQuery } from './notices-api.ts'

const most = 99

/** How many notices wait for the reader, on every screen, and the way to them. */
export function NoticesBell() {
  const { memberId } = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const keysOf = useKeys()
  const { data } = useQuery({ ...boxQuery, enabled: memberId !== null })
  useLiveEvents(['notice.changed'], ({ payload }) => {
    if (isFor(payload, memberId)) void queries.invalidateQueries({ queryKey: ['notices'] })
  })
  useShortcut('goNotices', () => void navigate({ to: '/notifications' }))
  usePaletteActions(
    useMemo(
      () => [
        {
          id: 'go.notices',
          label: 'Notifications',
          group: 'Go to',
          icon: <Bell />,
          shortcut: 'goNotices' as const,
          run: () => void navigate({ to: '/notifications' }),
        },
      ],
      [navigate],
    ),
  )
  if (memberId === null) return null
  return (
    <Tooltip text="Notifications" keys={keysOf('goNotices')} side="bottom">
      <Link
        to="/notifications"
        aria-label={data?.unread ? `Notifications, ${data.unread} unread` : 'Notifications'}
        className="relative flex size-8 shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-150 hover:bg-fill hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:text-ink pointer-coarse:size-11"
      >
        <Bell aria-hidden className="size-4" />
        {data?.unread ? (
          <span
            aria-hidden
            className="tabular absolute top-0 left-4 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-meta font-medium whitespace-nowrap text-on-accent"
          >
            {data.unread > most ? `${most}+` : data.unread}
          </span>
        ) : null}
      </Link>
    </Tooltip>
  )
}

const isFor = (payload: unknown, memberId: string | null): boolean =>
  typeof payload === 'object' &&
  payload !== null &&
  'memberIds' in payload &&
  Array.isArray(payload.memberIds) &&
  payload.memberIds.includes(memberId)
