import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useHeard, useLiveEvents, type LiveEvent } from '../../app/live.tsx'
import { useMe } from '../../app/me.ts'
import { applyMessages, applyRow, lastSeq } from './cache.ts'
import {
  conversationQuery,
  newestMessages,
  presenceQuery,
  type ConversationRow,
  type MessageView,
  type PresenceEntry,
} from './inbox-api.ts'

interface Payload {
  message?: MessageView
  conversation?: ConversationRow
  late?: boolean
}

const countsAfterMs = 400

/** Keeps everything of the inbox that is loaded as the log says it is: patched in place, fetched only on a gap. */
export function useInboxLive(openId: string | undefined): void {
  const queries = useQueryClient()
  const { memberId } = useMe()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useInStep()

  const countSoon = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      void queries.invalidateQueries({ queryKey: ['inbox', 'counts'] })
      void queries.invalidateQueries({ queryKey: ['inbox', 'unread'] })
    }, countsAfterMs)
  }

  const closeGap = async (row: ConversationRow) => {
    const known = lastSeq(queries, row.id)
    if (known === undefined || known >= Number(row.lastMessageSeq)) return
    // Lines that tell of a change have no event of their own.
    const { data } = await newestMessages(row.id)
    applyMessages(queries, row.id, data)
  }

  useLiveEvents(['message.*', 'conversation.changed'], (event) => {
    const { message, conversation, late } = readPayload(event)
    readAgain(queries)
    if (message) applyMessages(queries, message.conversationId, [message])
    if (!conversation) return
    const isNew = event.type === 'message.received' && late !== true
    applyRow(queries, conversation, { memberId, openId, unread: (n) => (isNew ? n + 1 : n) })
    countSoon()
    void closeGap(conversation).catch(() =>
      queries.invalidateQueries({ queryKey: ['inbox', 'thread', conversation.id] }),
    )
    // The customer's message opens the window anew; only the server knows until when.
    if (isNew && conversation.id === openId) {
      void queries.invalidateQueries({ queryKey: conversationQuery(conversation.id).queryKey })
    }
  })

  useLiveEvents(['contact.*'], (event) => {
    void queries.invalidateQueries({ queryKey: ['contacts', event.objectId] })
  })

  useLiveEvents(['presence'], (event) => {
    const entry = readPresence(event.payload)
    if (!entry) return
    queries.setQueryData(presenceQuery.queryKey, (old: PresenceEntry[] | undefined) => {
      const others = (old ?? []).filter(
        (one) => one.conversationId !== entry.conversationId || one.memberId !== entry.memberId,
      )
      return entry.state === 'gone' ? others : [...others, entry]
    })
  })
}

/** A list or a thread that is on its way may have been read before the event: it is read once more when it is here. */
function readAgain(queries: QueryClient): void {
  for (const queryKey of [
    ['inbox', 'list'],
    ['inbox', 'thread'],
  ]) {
    for (const query of queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })) {
      const again = () =>
        queries.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
      query.promise?.then(again, () => undefined)
    }
  }
}

const inStepKey = ['inbox', 'in-step']

/** What came while no inbox was on screen was written nowhere, so what is cached is fetched again. */
function useInStep(): void {
  const queries = useQueryClient()
  const heard = useHeard()
  useEffect(() => {
    const known = queries.getQueryData<number>(inStepKey) ?? 0
    if (known < heard()) {
      readAgain(queries)
      void queries.invalidateQueries({ queryKey: ['inbox'] })
    }
    return () => void queries.setQueryData(inStepKey, heard())
  }, [queries, heard])
}

// The server's own views: both ends are built from the same schema.
const readPayload = ({ payload }: LiveEvent): Payload =>
  typeof payload === 'object' && payload !== null ? payload : {}

function readPresence(payload: unknown): PresenceEntry | undefined {
  const isEntry = (value: unknown): value is PresenceEntry =>
    typeof value === 'object' && value !== null && 'conversationId' in value && 'memberId' in value
  return isEntry(payload) ? payload : undefined
}
