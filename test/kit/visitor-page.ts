import { randomUUID } from 'node:crypto'
import { chatMessage } from '#features/webchat/schema.ts'
import type { ChatMessage } from '#features/webchat/schema.ts'
import { until } from './until.ts'

interface Answer<T> {
  status: number
  headers: Headers
  data: T
  cursor: string | null
  message: string
}

interface StreamEvent {
  event: string
  id: string | undefined
  data: Record<string, unknown>
}

/** What a website's page does with a web chat, without a browser. */
export function visitorPage(options: { url: string; channel: string; origin?: string; token?: string }) {
  const base = `${options.url}/webchat/${options.channel}`
  const page = { token: options.token }
  const headers = (more: Record<string, string> = {}) => ({
    ...(options.origin ? { origin: options.origin } : {}),
    ...(page.token ? { authorization: `Bearer ${page.token}` } : {}),
    ...more,
  })

  async function call<T = unknown>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const response = await fetch(base + path, {
      ...init,
      headers: headers(init.headers as Record<string, string>),
    })
    const text = await response.text()
    const body = text.startsWith('{')
      ? (JSON.parse(text) as { data: T; meta?: { cursor?: string }; error?: { message: string } })
      : undefined
    return {
      status: response.status,
      headers: response.headers,
      data: body?.data as T,
      cursor: body?.meta?.cursor ?? null,
      message: body?.error?.message ?? '',
    }
  }

  const post = <T = unknown>(path: string, body: object = {}) =>
    call<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  return {
    call,
    post,
    async enter(identity: object = {}) {
      const answer = await post<{ token: string; verified: boolean }>('/visitors', identity)
      page.token = answer.data?.token ?? page.token
      return answer
    },
    write: (text: string, more: object = {}) => post('/messages', { clientId: randomUUID(), text, ...more }),
    thread: async () => (await call<ChatMessage[]>('/messages')).data,
    upload(name: string, bytes: Uint8Array, type = '') {
      const form = new FormData()
      form.set('file', new File([Uint8Array.from(bytes)], name, { type }))
      return call<{ id: string; kind: string; name: string; mime: string }>('/attachments', {
        method: 'POST',
        body: form,
      })
    },
    /** Collects events until it is closed. */
    async listen(after?: string) {
      const abort = new AbortController()
      const events: StreamEvent[] = []
      const response = await fetch(`${base}/stream${after === undefined ? '' : `?after=${after}`}`, {
        headers: headers(),
        signal: abort.signal,
      })
      const ended = collect(response, events).catch(() => undefined)
      await until(() => events[0], { what: 'the first event of the stream' })
      return {
        events,
        messages: () =>
          events.flatMap((one) => (one.event === 'message' ? [chatMessage.parse(one.data)] : [])),
        position: () => events.findLast((one) => one.id !== undefined)?.id ?? '0',
        async close() {
          abort.abort()
          await ended
        },
      }
    },
  }
}

async function collect(response: Response, events: StreamEvent[]): Promise<void> {
  let rest = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = `${rest}${chunk}`.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const event = field('event')
      if (event) events.push({ event, id: field('id'), data: JSON.parse(field('data') ?? '{}') })
    }
  }
}
