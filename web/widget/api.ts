import type { ChatMessage, ChatSettings, Uploaded, Visit } from '../../src/features/webchat/schema.ts'
import { forgetOthers, recall, remember } from './memory.ts'

export type { ChatFile, ChatMessage, ChatSettings, Uploaded } from '../../src/features/webchat/schema.ts'

interface Identity {
  userId?: string
  hmac?: string
  name?: string
  email?: string
}

export interface ChatError {
  message: string
  /** Worth trying again by itself, and when. */
  retryMs: number | undefined
  status: number
}

export type Api = ReturnType<typeof makeApi>

const isChatError = (error: unknown): error is ChatError =>
  typeof error === 'object' && error !== null && 'retryMs' in error

export const asChatError = (error: unknown): ChatError =>
  isChatError(error) ? error : { message: 'No connection. Please try again.', retryMs: 2000, status: 0 }

/** The visitor's API. Every call rejects with a ChatError, whose message is for the visitor. */
export function makeApi(options: { origin: string; channel: string; identity: Identity }) {
  const { origin, channel, identity } = options
  const base = `${origin}/webchat/${encodeURIComponent(channel)}`
  const key = `parley:${channel}:${identity.userId ?? ''}`
  let token = recall(key)
  let entering: Promise<void> | undefined
  forgetOthers(`parley:${channel}:`, key)

  async function call<T>(path: string, init: RequestInit = {}): Promise<{ data: T; cursor: string | null }> {
    let response: Response
    try {
      response = await fetch(base + path, { ...init, credentials: 'omit' })
    } catch {
      throw asChatError(undefined)
    }
    const answer = await response.json().catch(() => undefined)
    if (response.ok && answer) return { data: answer.data as T, cursor: answer.meta?.cursor ?? null }
    const retryAfter = Number(response.headers.get('retry-after')) * 1000
    const again = response.status === 429 || response.status >= 500
    throw {
      message: answer?.error?.message ?? 'Something went wrong. Please try again.',
      retryMs: again ? retryAfter || 2000 : undefined,
      status: response.status,
    } satisfies ChatError
  }

  const json = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

  async function visit(): Promise<void> {
    const { data } = await call<Visit>('/visitors', json({ ...(token ? { token } : {}), ...identity }))
    token = data.token
    remember(key, token)
  }

  /** Becomes a visitor, once, however many calls wait for it. */
  function enter(): Promise<void> {
    entering ??= visit().catch((error: unknown) => {
      entering = undefined
      throw error
    })
    return entering
  }

  /** A token that has ended is renewed once. */
  async function asVisitor<T>(path: string, init: RequestInit = {}) {
    await enter()
    const authorized = () => {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return call<T>(path, { ...init, headers })
    }
    try {
      return await authorized()
    } catch (error) {
      if (asChatError(error).status !== 401) throw error
      entering = undefined
      await enter()
      return authorized()
    }
  }

  return {
    /** A thread may be waiting: they wrote before, or the website knows who they are. */
    isKnown: () => token !== undefined || identity.userId !== undefined,
    enter,
    settings: async () => (await call<ChatSettings>('/settings')).data,
    thread: (before?: string) =>
      asVisitor<ChatMessage[]>(`/messages${before ? `?before=${encodeURIComponent(before)}` : ''}`),
    write: (message: { clientId: string; text: string; attachmentIds: string[] }) =>
      asVisitor(
        '/messages',
        json({ ...message, page: location.href.slice(0, 1000), locale: navigator.language }),
      ),
    upload: async (file: File) => {
      const form = new FormData()
      form.set('file', file, file.name || 'picture.png')
      return (await asVisitor<Uploaded>('/attachments', { method: 'POST', body: form })).data
    },
    typing: () => asVisitor('/typing', { method: 'POST' }),
    seen: (state: 'delivered' | 'read', messageId: string) => asVisitor('/seen', json({ state, messageId })),
    file: (path: string) => `${origin}${path}`,
    async stream(after: string | undefined, signal: AbortSignal): Promise<Response> {
      await enter()
      const response = await fetch(`${base}/stream${after ? `?after=${after}` : ''}`, {
        headers: { authorization: `Bearer ${token}` },
        credentials: 'omit',
        signal,
      })
      if (response.status === 401) entering = undefined
      return response
    },
  }
}
