import { readStream } from './stream-read.ts'
import {
  statusAfterFailure,
  takeFrame,
  takeRelay,
  type LiveEvent,
  type LiveStatus,
  type Relay,
  type Taken,
} from './stream-state.ts'

export interface LiveStreamOptions {
  orgId: string
  /** The position that the page's first data is known to include. */
  from: number | undefined
  onEvent: (event: LiveEvent) => void
  /** Something may have been missed: all data must be fetched again. */
  onReset: () => void
  onStatus: (status: LiveStatus) => void
}

const settleMs = 250

/**
 * The organisation's events, read once per browser: the tab that holds the lock reads the stream and relays it, the
 * others listen; when it closes, the next one goes on from its own position. Returns the way to stop.
 */
export function openLiveStream({ orgId, from, onEvent, onReset, onStatus }: LiveStreamOptions): () => void {
  const name = `parley.stream.${orgId}`
  const channel = new BroadcastChannel(name)
  const stop = new AbortController()
  let pos = from
  let status: LiveStatus = 'catching-up'
  let isReader = false
  let settle: ReturnType<typeof setTimeout> | undefined

  const tell = (message: Relay) => channel.postMessage(message)
  const setStatus = (next: LiveStatus) => {
    status = next
    onStatus(next)
    if (isReader) tell({ kind: 'status', status, pos })
  }
  const take = (taken: Taken) => {
    pos = taken.pos
    if (taken.reset) onReset()
    if (taken.event) onEvent(taken.event)
  }
  // Caught up is when the first burst after opening has ended.
  const settleSoon = () => {
    clearTimeout(settle)
    settle = setTimeout(() => setStatus('live'), settleMs)
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Relay>) => {
    if (data.kind === 'hello') {
      if (isReader) tell({ kind: 'status', status, pos })
      return
    }
    take(takeRelay(pos, data))
    if (data.kind === 'status' && !isReader) {
      status = data.status
      onStatus(status)
    }
  })
  tell({ kind: 'hello' })

  const read = async () => {
    isReader = true
    await readStream({
      url: '/api/v1/stream',
      signal: stop.signal,
      position: () => pos,
      onOpen: () => {
        // Without a position nobody knows what happened between the page's first data and now.
        if (pos === undefined) {
          onReset()
          tell({ kind: 'reset', pos })
        }
        settleSoon()
      },
      onFrame: (frame) => {
        const prev = pos
        const taken = takeFrame(pos, frame)
        take(taken)
        if (taken.reset) tell({ kind: 'reset', pos })
        if (taken.event) tell({ kind: 'event', event: taken.event, prev })
        if (status !== 'live') settleSoon()
      },
      onFailure: (failures) => {
        clearTimeout(settle)
        setStatus(statusAfterFailure(failures, navigator.onLine))
      },
    })
  }
  void holdLock(name, stop.signal, read)

  return () => {
    stop.abort()
    clearTimeout(settle)
    channel.close()
  }
}

/** Locks exist on https and localhost only; elsewhere each tab reads for itself. */
async function holdLock(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return await work()
  try {
    await navigator.locks.request(name, { signal }, work)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
