import type { App } from '#kernel/app.ts'
import { readGap } from './read-gap.ts'
import type { Thread } from './read-messages.ts'
import { visitorHub } from './visitor-hub.ts'
import type { ChatNews } from './visitor-hub.ts'

const pingEveryMs = 20_000
/** A page that does not read is cut off here; it resumes from its last position. */
const maxQueuedBytes = 512 * 1024

const encoder = new TextEncoder()

/**
 * Server-sent events of one visitor: `hello` or `reset` with the position, then `message`, `removed`,
 * `typing`, `seen`. Resuming with `after` repeats nothing and leaves nothing out.
 */
export function openStream(
  app: App,
  thread: Thread,
  after: string | undefined,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  let close = () => undefined as void
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const early: ChatNews[] = []
        let live = false
        const write = (text: string) => {
          if (text === '') return
          if ((controller.desiredSize ?? 0) < -maxQueuedBytes) return close()
          controller.enqueue(encoder.encode(text))
        }
        const leave = visitorHub(app).join(
          { thread, hear: (news) => (live ? write(encodeNews(news)) : void early.push(news)) },
          () => close(),
        )
        const ping = setInterval(() => write(': ping\n\n'), pingEveryMs)
        close = () => {
          close = () => undefined
          clearInterval(ping)
          leave()
          try {
            controller.close()
          } catch (error) {
            app.log.trace({ err: error }, 'stream was closed already')
          }
        }
        signal.addEventListener('abort', () => close())
        readGap(app, thread, after)
          .then((gap) => {
            write(encode(gap.reset ? 'reset' : 'hello', { pos: gap.pos }, gap.pos))
            write(encodeNews({ kind: 'messages', ...gap }))
            live = true
            for (const news of early) write(encodeNews(news))
          })
          .catch((error: unknown) => {
            app.log.warn({ err: error }, 'a visitor’s stream could not start')
            close()
          })
      },
      cancel: () => close(),
    },
    { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
  )
}

function encodeNews(news: ChatNews): string {
  if (news.kind === 'seen') return encode('seen', {})
  if (news.kind === 'typing') return encode('typing', { name: news.name, typing: news.typing })
  const { pos, messages, removed } = news
  return [
    ...messages.map((message) => encode('message', message, pos)),
    ...removed.map((id) => encode('removed', { id }, pos)),
  ].join('')
}

const encode = (event: string, data: object, pos?: string): string =>
  `event: ${event}\n${pos === undefined ? '' : `id: ${pos}\n`}data: ${JSON.stringify(data)}\n\n`
