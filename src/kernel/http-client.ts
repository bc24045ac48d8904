import { performance } from 'node:perf_hooks'
import type { z } from 'zod'
import { BlockedUrlError, checkHostileUrl, parseWebUrl, type Resolve } from './hostile-url.ts'
import { describeDownload, parseJson, plainHeaders, type Download, type HttpAnswer } from './http-answer.ts'
import { encodeBody, readCapped } from './http-body.ts'
import { describeUrl, HttpError, type HttpErrorFacts } from './http-error.ts'
import { makeTransport } from './http-transport.ts'

export type { Download, HttpAnswer } from './http-answer.ts'
export { HttpError, type HttpErrorKind } from './http-error.ts'

const maxRedirects = 3
const errorBodyBytes = 4096
const mebibyte = 1024 * 1024
const redirectStatuses = new Set([301, 302, 303, 307, 308])
/** What may follow a redirect to another origin: never a credential, whatever the vendor calls its header. */
const portableHeaders = new Set(['accept', 'accept-language', 'user-agent', 'accept-encoding', 'range'])

/**
 * `base` (default): base URLs from env are reached as they are, everything else as hostile.
 * `public`: hostile always; for addresses that a user or a visitor chose.
 * `sandbox`: the sandbox listener and nothing else, so that a sandbox channel's credentials stay there.
 */
export type Trust = 'public' | 'base' | 'sandbox'

export interface HttpOptions {
  method?: string
  headers?: Record<string, string>
  /** Plain values go as JSON; text, bytes, `URLSearchParams` and `FormData` as what they are. */
  body?: unknown
  query?: Record<string, string | number | boolean | undefined>
  /** For the whole call, redirects and the answer's body included. Default 10 s. */
  timeoutMs?: number
  /** Largest answer that is read. Default 1 MiB. */
  maxBytes?: number
  /** Allow-list of host names (`cdn.example.com`, `*.example.com`) for every hop that is not exempt. */
  hosts?: readonly string[]
  trust?: Trust
  signal?: AbortSignal
}

export type DownloadOptions = Pick<HttpOptions, 'headers' | 'timeoutMs' | 'hosts' | 'trust' | 'signal'> & {
  maxBytes: number
}

/**
 * Calls other people's servers. Every method throws `HttpError` for anything but a usable 2xx answer;
 * redirects are followed for GET and HEAD only, each hop checked anew.
 *
 * @example await http.json(`${env.META_GRAPH_URL}/v24.0/me`, { schema: z.object({ id: z.string() }) })
 */
export interface HttpClient {
  json<T>(url: string, options: HttpOptions & { schema: z.ZodType<T> }): Promise<HttpAnswer<T>>
  raw(url: string, options?: HttpOptions): Promise<HttpAnswer<Uint8Array>>
  download(url: string, options: DownloadOptions): Promise<Download>
  close(): Promise<void>
}

export interface HttpClientOptions {
  /** Base URLs from env (`META_GRAPH_URL`, …). Only the origin counts. */
  trustedBaseUrls: readonly string[]
  /** A function where the listener opens after the client is made. */
  sandboxOrigin?: string | (() => string | undefined)
  log: { debug(facts: object, message: string): void }
  userAgent: string
  /** For tests: in place of the DNS. Applies to hostile addresses only. */
  resolve?: Resolve
}

interface Call {
  method: string
  options: HttpOptions
  signal: AbortSignal
  /** Set once the first byte of a request may have left. */
  sent: boolean
  describe: string
}

export function makeHttpClient(client: HttpClientOptions): HttpClient {
  const transport = makeTransport({ resolve: client.resolve })
  const origins = new Set(client.trustedBaseUrls.map((base) => new URL(base).origin))
  const sandboxOrigin = () =>
    typeof client.sandboxOrigin === 'function' ? client.sandboxOrigin() : client.sandboxOrigin

  /** True when the hop is exempt from the hostile rule. A stranger's redirect never earns the exemption. */
  function isExempt(url: URL, options: HttpOptions, previousExempt: boolean): boolean {
    const trust = options.trust ?? 'base'
    if (trust === 'sandbox') {
      if (url.origin === sandboxOrigin()) return true
      throw new BlockedUrlError('a sandbox channel only talks to the sandbox')
    }
    return trust === 'base' && previousExempt && origins.has(url.origin)
  }

  async function follow(call: Call, first: URL, firstHeaders: Record<string, string>, body?: Uint8Array) {
    let url = first
    let headers = firstHeaders
    let trusted = true
    for (let hop = 0; ; hop++) {
      call.describe = `${call.method} ${describeUrl(url)}`
      trusted = isExempt(url, call.options, trusted)
      if (!trusted) checkHostileUrl(url, call.options.hosts)
      const onWrite = () => (call.sent = true)
      const answer = await transport.send({ ...call, url, headers, body, trusted, onWrite })
      const { location } = answer.headers
      const followable = call.method === 'GET' || call.method === 'HEAD'
      if (!redirectStatuses.has(answer.statusCode) || typeof location !== 'string' || !followable)
        return answer
      // Its body may be endless; the error that destroying raises says nothing new.
      answer.body.on('error', () => undefined).destroy()
      if (hop === maxRedirects) throw new BlockedUrlError('too many redirects')
      const next = parseWebUrl(location, url)
      if (next.origin !== url.origin) headers = withoutCredentials(headers)
      url = next
    }
  }

  async function exchange(call: Call, rawUrl: string): Promise<HttpAnswer<Uint8Array>> {
    const { options } = call
    const url = parseWebUrl(rawUrl)
    for (const [key, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, String(value))
    }
    const body = await encodeBody(options.body)
    const requestHeaders = {
      'user-agent': client.userAgent,
      'accept-encoding': 'identity',
      ...(body.contentType === undefined ? {} : { 'content-type': body.contentType }),
      ...lowerCased(options.headers),
    }
    const answer = await follow(call, url, requestHeaders, body.bytes)
    const headers = plainHeaders(answer.headers)
    const status = answer.statusCode
    const ok = status >= 200 && status < 300
    const maxBytes = ok ? (options.maxBytes ?? mebibyte) : errorBodyBytes
    const { bytes, more } = await readCapped(answer.body, maxBytes)
    if (!ok) {
      throw failure(call, {
        kind: 'status',
        status,
        headers,
        body: new TextDecoder().decode(bytes),
        detail: `answered ${status}`,
      })
    }
    if (more) {
      throw failure(call, {
        kind: 'too_large',
        status,
        headers,
        detail: `the answer is larger than ${maxBytes} bytes`,
      })
    }
    return { status, headers, data: bytes }
  }

  async function run<T>(
    rawUrl: string,
    options: HttpOptions,
    finish: (answer: HttpAnswer<Uint8Array>, call: Call) => T,
  ): Promise<T> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), options.timeoutMs ?? 10_000)
    const signal = options.signal ? AbortSignal.any([deadline.signal, options.signal]) : deadline.signal
    const method = (options.method ?? 'GET').toUpperCase()
    const call: Call = { method, options, signal, sent: false, describe: method }
    const startedAt = performance.now()
    let outcome: string | number = 'failed'
    try {
      const answer = await exchange(call, rawUrl)
      outcome = answer.status
      return finish(answer, call)
    } catch (error) {
      const failed = error instanceof HttpError ? error : failure(call, explain(error, signal))
      outcome = failed.kind === 'status' ? (failed.status ?? 'status') : failed.kind
      throw failed
    } finally {
      clearTimeout(timer)
      const ms = Math.round(performance.now() - startedAt)
      client.log.debug({ request: call.describe, outcome, ms }, 'http call')
    }
  }

  return {
    json: (url, { schema, ...options }) => {
      const headers = { accept: 'application/json', ...lowerCased(options.headers) }
      return run(url, { ...options, headers }, (answer, call) => ({
        ...answer,
        data: parsed(answer, schema, call),
      }))
    },
    raw: (url, options = {}) => run(url, options, (answer) => answer),
    download: (url, options) => run(url, { timeoutMs: 30_000, ...options }, describeDownload),
    close: transport.close,
  }
}

function failure(call: Call, facts: Omit<HttpErrorFacts, 'sent' | 'request'>): HttpError {
  return new HttpError({ ...facts, sent: call.sent, request: call.describe })
}

function explain(error: unknown, signal: AbortSignal): Omit<HttpErrorFacts, 'sent' | 'request'> {
  if (error instanceof BlockedUrlError) return { kind: 'blocked', detail: error.message }
  if (signal.aborted) return { kind: 'timeout', detail: 'no complete answer in time' }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return { kind: 'timeout', detail: 'no connection in time', code }
  const detail = (error instanceof Error && error.message) || 'the connection failed'
  return { kind: 'network', detail, ...(code === '' ? {} : { code }) }
}

function parsed<T>(answer: HttpAnswer<Uint8Array>, schema: z.ZodType<T>, call: Call): T {
  const text = new TextDecoder().decode(answer.data)
  const result = parseJson(text, schema)
  if ('value' in result) return result.value
  const { status, headers } = answer
  const body = text.slice(0, errorBodyBytes)
  throw failure(call, { kind: 'bad_body', status, headers, body, detail: result.fault })
}

const lowerCased = (headers: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const withoutCredentials = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => portableHeaders.has(name)))
