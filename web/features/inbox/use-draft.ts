import { useCallback, useEffect, useRef, useState } from 'react'
import { readDraft, writeDraft, type Draft } from './drafts.ts'

const saveAfterMs = 250

/** The draft of a conversation: kept as one types, and at once when one leaves. Mount it anew per conversation. */
export function useDraft(conversationId: string) {
  const [draft, setDraft] = useState(() => readDraft(conversationId))
  const latest = useRef(draft)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const save = useCallback(() => {
    clearTimeout(timer.current)
    writeDraft(conversationId, latest.current)
  }, [conversationId])

  useEffect(() => {
    addEventListener('pagehide', save)
    return () => {
      removeEventListener('pagehide', save)
      save()
    }
  }, [save])

  const change = useCallback(
    (patch: Partial<Draft>) => {
      latest.current = { ...latest.current, ...patch }
      setDraft(latest.current)
      clearTimeout(timer.current)
      timer.current = setTimeout(save, saveAfterMs)
    },
    [save],
  )
  return { draft, change, read: () => latest.current }
}
