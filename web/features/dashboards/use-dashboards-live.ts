import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '../../app/live.tsx'

/** What happens is counted some seconds later. */
const countedAfterMs = 6_000

/** Figures as the log changes them, a little later and all at once; dashboards as others change them. */
export function useDashboardsLive(): void {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const answerAgain = () => {
    timer.current = undefined
    void queries.invalidateQueries({ queryKey: ['dashboards', 'answer'] })
  }
  useLiveEvents(['message.*', 'conversation.*', 'post.*', 'metric.*', 'channel.changed'], () => {
    timer.current ??= setTimeout(answerAgain, countedAfterMs)
  })
  useLiveEvents(['dashboard.*'], () => {
    void queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
    void queries.invalidateQueries({ queryKey: ['dashboards', 'views'] })
  })
}
