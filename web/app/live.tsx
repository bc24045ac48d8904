import type { QueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { matchesType, type LiveEvent, type LiveStatus } from './stream-state.ts'
import { openLiveStream } from './stream.ts'

export type { LiveEvent, LiveStatus } from './stream-state.ts'

export type Live = ReturnType<typeof createLive>

/** The live stream as the app sees it: a status, and events for who listens. */
export function createLive(queries: QueryClient) {
  let status: LiveStatus = 'catching-up'
  let openFor: string | undefined
  let stop = () => {}
  let heard = 0
  const statusListeners = new Set<() => void>()
  const eventListeners = new Set<(event: LiveEvent) => void>()
  const setStatus = (next: LiveStatus) => {
    if (next === status) return
    status = next
    for (const listener of statusListeners) listener()
  }
  return {
    /** Before any other data of the organisation is fetched, so that nothing falls in between. */
    start(orgId: string, from: number | undefined) {
      if (openFor === orgId) return
      stop()
      openFor = orgId
      stop = openLiveStream({
        orgId,
        from,
        onStatus: setStatus,
        onReset: () => void queries.invalidateQueries(),
        onEvent: (event) => {
          heard += 1
          for (const listener of eventListeners) listener(event)
        },
      })
    },
    stop() {
      stop()
      openFor = undefined
    },
    status: () => status,
    heard: () => heard,
    subscribeStatus: (listener: () => void) => {
      statusListeners.add(listener)
      return () => {
        statusListeners.delete(listener)
      }
    },
    subscribe: (listener: (event: LiveEvent) => void) => {
      eventListeners.add(listener)
      return () => {
        eventListeners.delete(listener)
      }
    },
  }
}

const Context = createContext<Live | undefined>(undefined)

export const LiveProvider = ({ live, children }: { live: Live; children: ReactNode }) => (
  <Context value={live}>{children}</Context>
)

function useLive(): Live {
  const live = use(Context)
  if (!live) throw new Error('Live events need a LiveProvider above')
  return live
}

export function useLiveStatus(): LiveStatus {
  const live = useLive()
  return useSyncExternalStore(live.subscribeStatus, live.status)
}

/** How many events there were since the first data: a screen that did not listen to some knows by it. */
export const useHeard = () => useLive().heard

/** Hands each event of these types to `handler`: `['message.received', 'conversation.*']`. */
export function useLiveEvents(types: readonly string[], handler: (event: LiveEvent) => void): void {
  const live = useLive()
  const latest = useRef({ types, handler })
  useEffect(() => {
    latest.current = { types, handler }
  })
  useEffect(
    () =>
      live.subscribe((event) => {
        if (matchesType(latest.current.types, event.type)) latest.current.handler(event)
      }),
    [live],
  )
}
