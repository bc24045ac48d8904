export type HttpErrorKind = 'status' | 'timeout' | 'network' | 'too_large' | 'bad_body' | 'blocked'

export interface HttpErrorFacts {
  kind: HttpErrorKind
  /** The request may have reached the server. False is certain: nothing was written to a connection. */
  sent: boolean
  /** Method and address without query and secrets, for logs. */
  request: string
  detail: string
  status?: number
  headers?: Record<string, string>
  /** Up to 4 KiB of the answer, secrets removed. */
  body?: string
  code?: string
}

/**
 * Why a call failed. `sent` tells "certainly not sent, may be repeated" from "outcome unknown".
 * Holds no secret that was part of the address.
 */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly kind: HttpErrorKind
  readonly sent: boolean
  readonly status: number | undefined
  readonly headers: Record<string, string>
  readonly body: string | undefined
  /** The system's or the HTTP library's code, like `ECONNREFUSED`. */
  readonly code: string | undefined

  constructor(facts: HttpErrorFacts) {
    super(redactSecrets(`${facts.request}: ${facts.detail}`))
    this.kind = facts.kind
    this.sent = facts.sent
    this.status = facts.status
    this.headers = Object.fromEntries(
      Object.entries(facts.headers ?? {}).map(([name, value]) => [name, redactSecrets(value)]),
    )
    this.body = facts.body === undefined ? undefined : redactSecrets(facts.body)
    this.code = facts.code
  }
}

const secretParameter =
  /((?:^|[?&\s"'\\]|%26|%3F|u0026)(?:[\w.-]*token|client_secret|api_?key|key|secret|appsecret_proof|sig|signature|code|password)(?:=|%3D))[^&\s"'<>\\%]+/gi

const secretField = /("\w*(?:token|secret|password)"\s*:\s*")[^"]+/gi

/** Takes tokens of vendors out of a text: `…/bot123:secret/…`, `access_token=…`, incoming web hooks. */
export function redactSecrets(text: string): string {
  return text
    .replace(/\d{5,}:[\w-]{20,}/g, '[redacted]')
    .replace(/bot\d+:[\w-]+/g, 'bot[redacted]')
    .replace(/(\/webhooks\/\d+\/)[\w-]+/g, '$1[redacted]')
    .replace(/(hooks\.slack\.com\/\w+\/)[\w/-]+/g, '$1[redacted]')
    .replace(secretParameter, '$1[redacted]')
    .replace(secretField, '$1[redacted]')
}

/** How an address appears in logs and errors: no query, no credentials, no tokens in the path. */
export function describeUrl(url: URL): string {
  return redactSecrets(`${url.protocol}//${url.host}${url.pathname}`)
}
