import { useQueryClient } from '@tanstack/react-query'
import { useLiveEvents } from '../../app/live.tsx'

/** Reports, schedules and alerts as the log says they are: from chat, and from others. */
export function useReportsLive(): void {
  const queries = useQueryClient()
  useLiveEvents(['report.*'], () => void queries.invalidateQueries({ queryKey: ['reports'] }))
  useLiveEvents(['alert.*'], () => void queries.invalidateQueries({ queryKey: ['alerts'] }))
}
