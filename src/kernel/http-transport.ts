import type { Agent } from 'undici'
import { publicLookup, type Resolve } from './hostile-url.ts'

export interface Hop {
  url: URL
  method: string
  headers: Record<string, string>
  body: Uint8Array | undefined
  /** Dial without the check of addresses. */
  trusted: boolean
  signal: AbortSignal
  /** Called when a connection stands, just before the first byte is written. */
  onWrite: () => void
}

export type Transport = ReturnType<typeof makeTransport>

/** One request over pooled connections; follows nothing, judges nothing. */
export function makeTransport(options: { resolve?: Resolve | undefined }) {
  let agents: Promise<{ hostile: Agent; trusted: Agent }> | undefined

  async function makeAgents() {
    // Loaded at the first call: the library takes a fifth of a second that a start need not pay.
    const { Agent } = await import('undici')
    const common = { allowH2: false, keepAliveTimeout: 10_000, connections: 128 }
    return {
      hostile: new Agent({ ...common, connect: { lookup: publicLookup(options.resolve), timeout: 10_000 } }),
      trusted: new Agent({ ...common, connect: { timeout: 10_000 } }),
    }
  }

  async function send(hop: Hop) {
    agents ??= makeAgents()
    const { hostile, trusted } = await agents
    const dispatcher = (hop.trusted ? trusted : hostile).compose((dispatch) => (request, handler) => {
      const start = handler.onRequestStart?.bind(handler)
      handler.onRequestStart = (controller, context) => {
        start?.(controller, context)
        if (!controller.aborted) hop.onWrite()
      }
      return dispatch(request, handler)
    })
    const pending = dispatcher.request({
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: hop.headers,
      body: hop.body ?? null,
      signal: hop.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    return whileAlive(pending, hop.signal)
  }

  async function close() {
    const open = await agents
    agents = undefined
    await Promise.all([open?.hostile.destroy(), open?.trusted.destroy()])
  }

  return { send, close }
}

/** Rejects as soon as the signal fires: the library only looks at it once a connection stands. */
function whileAlive<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('aborted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    const settle = () => signal.removeEventListener('abort', stop)
    work.then(resolve, reject).then(settle, settle)
  })
}
