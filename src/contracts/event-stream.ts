import type { Context } from 'hono'
import { AppError } from '#kernel/errors.ts'
import type { HttpEnv } from './feature.ts'
import { metaOf, statusOf } from './http.ts'

/** What a request that streams ends with, for its Idempotency-Key. */
export interface StreamEnd {
  status: number
  body: string
}

export const wantsEvents = (c: Context<HttpEnv>): boolean =>
  (c.req.header('accept') ?? '').includes('text/event-stream')

/**
 * Answers a request as server-sent events: those that `work` tells of, and last `answer` with the envelope that the
 * request would have been answered with at once. `signal` aborts when the client has gone.
 */
export function streamEvents<T>(
  c: Context<HttpEnv>,
  work: (tell: (event: string, data: unknown) => void, signal: AbortSignal) => Promise<T>,
): Response {
  const gone = new AbortController()
  const encoder = new TextEncoder()
  let end = (_end: StreamEnd): void => undefined
  c.set('streamEnd', new Promise((resolve) => (end = resolve)))
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const write = (text: string) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(text))
      }
      // The headers leave at once.
      write(': begins\n\n')
      const made = await envelopeOf(c, () =>
        work((event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), gone.signal),
      )
      end(made)
      write(`event: answer\ndata: ${made.body}\n\n`)
      if (!gone.signal.aborted) controller.close()
    },
    cancel: () => gone.abort(),
  })
  return c.body(body, 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}

async function envelopeOf(c: Context<HttpEnv>, work: () => Promise<unknown>): Promise<StreamEnd> {
  try {
    const data = await work()
    return { status: 200, body: JSON.stringify({ success: true, data, error: null, meta: metaOf(c) }) }
  } catch (thrown) {
    const known = thrown instanceof AppError && thrown.code !== 'internal' ? thrown : ourFault(c, thrown)
    const error = {
      code: known.code,
      message: known.message,
      ...(known.details ? { details: known.details } : {}),
    }
    return {
      status: statusOf[known.code],
      body: JSON.stringify({ success: false, data: null, error, meta: metaOf(c) }),
    }
  }
}

function ourFault(c: Context<HttpEnv>, thrown: unknown): AppError {
  const isGone = thrown instanceof DOMException && thrown.name === 'AbortError'
  if (!isGone) {
    const facts = { err: thrown, requestId: c.get('requestId'), path: c.req.path }
    c.get('app').log.error(facts, 'request failed')
  }
  return new AppError('internal', 'Something went wrong on our side. Please try again.', { cause: thrown })
}
