import type { Api } from './api.ts'

export interface StreamListener {
  onEvent(event: string, data: string): void
  /** False: trying again. */
  onLink(isUp: boolean): void
}

const longestPauseMs = 15_000
/** The server says something every 20 s; after this the line is dead although nobody told us. */
const silenceMs = 45_000

/** Follows the visitor's stream for as long as the page lives, resuming where it was. */
export async function followStream(api: Api, listener: StreamListener): Promise<void> {
  let pos: string | undefined
  for (let failures = 0; ;) {
    const abort = new AbortController()
    const wake = () => abort.abort()
    addEventListener('online', wake)
    try {
      const response = await api.stream(pos, abort.signal)
      if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`)
      failures = 0
      listener.onLink(true)
      await readEvents(response.body, abort, (event, id, data) => {
        pos = id ?? pos
        listener.onEvent(event, data)
      })
    } catch {
      // Whatever ended it, the answer is the same: come back.
      failures++
    }
    removeEventListener('online', wake)
    listener.onLink(false)
    await pause(
      failures === 0 ? 300 : Math.min(500 * 2 ** failures, longestPauseMs) * (0.7 + Math.random() * 0.6),
    )
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
    function done() {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
  })
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  abort: AbortController,
  onEvent: (event: string, id: string | undefined, data: string) => void,
): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let silence = setTimeout(() => abort.abort(), silenceMs)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(silence)
      silence = setTimeout(() => abort.abort(), silenceMs)
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) =>
          block
            .split('\n')
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2)
        const event = field('event')
        if (event) onEvent(event, field('id'), field('data') ?? '{}')
      }
    }
  } finally {
    clearTimeout(silence)
  }
}
