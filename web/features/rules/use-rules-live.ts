import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '../../app/live.tsx'

const restMs = 1_500

/** Rules change seldom and run often: runs are gathered, so that a busy hour fetches little. */
export function useRulesLive(): void {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLiveEvents(['rule.*'], ({ type }) => {
    if (type === 'rule.changed') {
      for (const part of ['list', 'state', 'one'])
        void queries.invalidateQueries({ queryKey: ['rules', part] })
      return
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      for (const part of ['list', 'runs']) void queries.invalidateQueries({ queryKey: ['rules', part] })
    }, restMs)
  })
}
