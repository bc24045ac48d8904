import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useBadge } from '../../app/badges.tsx'
import { call } from '../../app/api.ts'
import { useLiveEvents } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'

const most = 100

/** Keeps the count beside "Approvals" true on every screen. */
export function WaitingBadge() {
  const { can, memberId } = useMe()
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['approvals', 'waiting', memberId],
    queryFn: () => call<unknown[]>(`/api/v1/approvals?mine=true&limit=${most}`),
    enabled: can('posts:read'),
    select: (waiting) => waiting.length,
  })
  useLiveEvents(['approval.*'], () => void queries.invalidateQueries({ queryKey: ['approvals', 'waiting'] }))
  useBadge('approvals', data)
  return null
}
