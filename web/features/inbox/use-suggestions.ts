import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type KeyboardEvent } from 'react'
import type { Trigger } from './composer-text.ts'
import { membersQuery, savedRepliesQuery } from './inbox-api.ts'

export interface Suggestion {
  id: string
  title: string
  detail: string
}

const most = 8

/** What fits what is being looked up, and which of it is marked. Keys of the text box are answered first. */
export function useSuggestions(trigger: Trigger | undefined, onPick: (suggestion: Suggestion) => void) {
  const replies = useQuery({ ...savedRepliesQuery, enabled: trigger?.kind === 'saved-reply' })
  const members = useQuery({ ...membersQuery, enabled: trigger?.kind === 'mention' })
  const [closedAt, setClosedAt] = useState<number>()
  const [marked, setMarked] = useState({ query: '', index: 0 })

  const found = useMemo((): Suggestion[] => {
    if (!trigger) return []
    const query = trigger.query.toLowerCase()
    const all =
      trigger.kind === 'saved-reply'
        ? (replies.data ?? []).map(({ id, shortcut, title, text }) => ({
            id,
            title: `/${shortcut}`,
            detail: `${title}: ${text}`,
          }))
        : (members.data ?? [])
            .filter(({ active }) => active)
            .map(({ id, name, role }) => ({ id, title: name, detail: role }))
    const begins = all.filter(({ title }) => title.replace(/^\//, '').toLowerCase().startsWith(query))
    const contains = all.filter((one) => !begins.includes(one) && one.title.toLowerCase().includes(query))
    return [...begins, ...contains].slice(0, most)
  }, [trigger, replies.data, members.data])

  const isOpen = trigger !== undefined && trigger.start !== closedAt && found.length > 0
  const query = trigger?.query ?? ''
  const index = marked.query === query ? Math.min(marked.index, found.length - 1) : 0

  /** @returns whether the key was meant for the suggestions */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!isOpen || event.metaKey || event.ctrlKey) return false
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : found.length - 1
      setMarked({ query, index: (index + step) % found.length })
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      const suggestion = found[index]
      if (suggestion) onPick(suggestion)
    } else if (event.key === 'Escape') {
      setClosedAt(trigger.start)
      event.stopPropagation()
    } else return false
    event.preventDefault()
    return true
  }

  return { isOpen, found, index, onKeyDown, label: trigger?.kind === 'mention' ? 'Members' : 'Saved replies' }
}
