import { createFrameParser, type Frame } from './stream-parse.ts'
import { backoffMs } from './stream-state.ts'

export interface ReadStreamOptions {
  url: string
  signal: AbortSignal
  /** Where to go on from; undefined begins at the server's present. */
  position: () => number | undefined
  onOpen: () => void
  onFrame: (frame: Frame) => void
  onFailure: (failures: number) => void
  random?: () => number
}

// The server pings every 20 s: a line that is silent for longer than two of them is dead.
const silenceMs = 45_000

/** Reads the stream until `signal` aborts, or the session is over. */
export async function readStream(options: ReadStreamOptions): Promise<void> {
  const { signal, onFailure, random = Math.random } = options
  let failures = 0
  while (!signal.aborted) {
    const end = await readOnce(options, () => {
      failures = 0
    })
    if (signal.aborted || end === 'signed-out') return
    failures += 1
    onFailure(failures)
    await pause(backoffMs(failures, random()), signal)
  }
}

async function readOnce(options: ReadStreamOptions, onAlive: () => void): Promise<'ended' | 'signed-out'> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMs)
  try {
    const after = options.position()
    const response = await fetch(after === undefined ? options.url : `${options.url}?after=${after}`, {
      headers: { Accept: 'text/event-stream' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.any([options.signal, silence.signal]),
    })
    if (response.status === 401 || response.status === 403) return 'signed-out'
    if (!response.ok || !response.body) return 'ended'
    options.onOpen()
    const push = createFrameParser()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
      for (const frame of push(part.value)) {
        onAlive()
        options.onFrame(frame)
      }
    }
    return 'ended'
  } catch (error) {
    // Whatever broke the line, the answer is the same: try again from the last position.
    if (error instanceof Error) return 'ended'
    throw error
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

/** Waits, but no longer than until the browser is back online or the tab is looked at again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const woken = new AbortController()
    const done = () => {
      clearTimeout(timer)
      woken.abort()
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { signal: woken.signal })
    globalThis.addEventListener?.('online', done, { signal: woken.signal })
    globalThis.addEventListener?.('parley:retry', done, { signal: woken.signal })
    globalThis.document?.addEventListener('visibilitychange', () => document.hidden || done(), {
      signal: woken.signal,
    })
  })
}

export const retryNow = () => dispatchEvent(new Event('parley:retry'))
