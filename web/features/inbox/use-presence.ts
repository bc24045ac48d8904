import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useMe } from '../../app/me.ts'
import { presenceQuery, tellPresence, type PresenceEntry } from './inbox-api.ts'

const repeatMs = 25_000
const typingEveryMs = 3_000
const lookEveryMs = 2_000

/** Others who look at conversations or type in them now. */
export function usePresent(): PresenceEntry[] {
  const { memberId } = useMe()
  const { data = [] } = useQuery(presenceQuery)
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (data.length === 0) return
    const timer = setInterval(() => setNowMs(Date.now()), lookEveryMs)
    return () => clearInterval(timer)
  }, [data.length])
  return data.filter((entry) => entry.memberId !== memberId && Date.parse(entry.until) > nowMs)
}

/** Tells the others that I look at this conversation; the answer tells them that I type. */
export function useTellPresence(conversationId: string): () => void {
  const typedAt = useRef(0)
  useEffect(() => {
    const look = () => {
      if (!document.hidden) tellPresence(conversationId, 'viewing')
    }
    const leave = () => tellPresence(conversationId, 'gone')
    const onVisibility = () => (document.hidden ? leave() : look())
    look()
    const timer = setInterval(look, repeatMs)
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('pagehide', leave)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [conversationId])
  return useCallback(() => {
    const now = Date.now()
    if (now - typedAt.current < typingEveryMs) return
    typedAt.current = now
    tellPresence(conversationId, 'typing')
  }, [conversationId])
}
