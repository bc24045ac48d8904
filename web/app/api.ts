import { hc } from 'hono/client'
import type { testClient } from 'hono/testing'

/** A refusal in the server's words: `message` may be shown as it is, `code` is one of the server's eight. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  /** What a screen may act on, e.g. `{ reason: 'thread_moved' }`. */
  readonly details: Readonly<Record<string, unknown>>
  constructor(code: string, message: string, status: number, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.details = details
  }
}

const words: Record<string, string> = {
  unreachable: 'Parley cannot be reached. Check your connection and try again.',
  internal: 'Something went wrong on our side. Try again in a moment.',
  unauthenticated: 'You are signed out. Sign in to go on.',
}

const signedOutListeners = new Set<() => void>()

/** Called when the server says that the session is over. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => {
    signedOutListeners.delete(listener)
  }
}

/** A key for one act of the reader's. Keep it when you repeat the act, so that it happens once. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** fetch for our own API: a write carries a key, a lost session is told, a network failure has words. */
export async function apiFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const method = (init.method ?? 'GET').toUpperCase()
  if (method !== 'GET' && method !== 'HEAD' && !headers.has('Idempotency-Key')) {
    headers.set('Idempotency-Key', idempotencyKey())
  }
  let response: Response
  try {
    response = await fetch(input, { ...init, headers, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError('unreachable', words['unreachable'] ?? '', 0)
  }
  if (response.status === 401 && isOurs(response.url)) for (const listener of signedOutListeners) listener()
  return response
}

// A wrong password answers 401 under /api/auth, and nobody was signed out by it.
const isOurs = (url: string) => URL.canParse(url) && new URL(url).pathname.startsWith('/api/v1/')

// Hono's own word for "an app with any environment", which no type of ours may spell.
type SomeRoutes = Parameters<typeof testClient>[0]

/**
 * The typed client of one feature:
 * `const inbox = client<InboxRoutes>('inbox')` with `import type { Routes as InboxRoutes } from '#features/inbox/routes.ts'`.
 */
export const client = <Routes extends SomeRoutes>(noun: string) =>
  hc<Routes>(`/api/v1/${noun}`, { fetch: apiFetch })

interface Answer {
  ok: boolean
  status: number
  json: () => Promise<unknown>
}

/** What an answer carries when it succeeds. */
export type DataOf<R> = R extends { json: () => Promise<infer Body> } ? DataIn<Body> : never
type DataIn<Body> = Body extends { success: false } ? never : Body extends { data: infer Data } ? Data : never

/** The `data` of an answer; its error, thrown. */
export async function unwrap<R extends Answer>(answer: Promise<R>): Promise<DataOf<R>> {
  return (await unwrapPage(answer)).data
}

export interface Page<Data> {
  data: Data
  meta: { cursor?: string | null }
}

/** As `unwrap`, with `meta`: a list's cursor is in it. */
export async function unwrapPage<R extends Answer>(answer: Promise<R>): Promise<Page<DataOf<R>>> {
  return await readPage<DataOf<R>>(await answer)
}

/** The `data` of an answer that was fetched; its error, thrown. */
export const readAnswer = async <Data>(response: Answer): Promise<Data> =>
  (await readPage<Data>(response)).data

async function readPage<Data>(response: Answer): Promise<Page<Data>> {
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && isSuccess<Data>(body)) return { data: body.data, meta: body.meta ?? {} }
  throw errorOf(body, response.status)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

// The server's own types are trusted here: both ends are built from the same routes.
const isSuccess = <Data>(body: unknown): body is { data: Data; meta?: { cursor?: string | null } } =>
  isRecord(body) && body['success'] === true

/** The error that an answer tells of, whatever its shape: ours, better-auth's, or a proxy's page. */
export function errorOf(body: unknown, status: number): ApiError {
  const told = isRecord(body) && isRecord(body['error']) ? body['error'] : body
  const code = isRecord(told) && typeof told['code'] === 'string' ? told['code'] : defaultCode(status)
  const message = isRecord(told) && typeof told['message'] === 'string' ? told['message'] : words[code]
  const details = isRecord(told) && isRecord(told['details']) ? told['details'] : {}
  return new ApiError(code, message ?? words['internal'] ?? '', status, details)
}

const defaultCode = (status: number) => (status === 401 ? 'unauthenticated' : 'internal')

/** For the few calls that have no typed routes. */
export async function call<Data>(path: string, body?: unknown, init: RequestInit = {}): Promise<Data> {
  const headers = new Headers(init.headers)
  if (body !== undefined) headers.set('Content-Type', 'application/json')
  const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  return (await readPage<Data>(await apiFetch(path, { ...post, ...init, headers }))).data
}
