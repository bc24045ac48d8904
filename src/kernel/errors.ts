/**
 * The one error that our own code throws on purpose. Each transport (HTTP, chat, command line) maps the
 * code once; the message is for a person and says what to do next.
 */
export const errorCodes = [
  'not_found',
  'unauthenticated',
  'forbidden',
  'invalid',
  'conflict',
  'limit',
  'precondition',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  /** Facts for the caller: the field at fault, `retryAt` (ISO time), the limit that was hit. Never secrets. */
  readonly details: Record<string, unknown> | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown; details?: Record<string, unknown> },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options?.details
  }
}

export const notFound = (what: string) => new AppError('not_found', `We could not find that ${what}.`)
export const invalid = (message: string, details?: Record<string, unknown>) =>
  new AppError('invalid', message, details ? { details } : undefined)
export const conflict = (message: string) => new AppError('conflict', message)
export const precondition = (message: string) => new AppError('precondition', message)

/** The text of anything thrown, for logs and parked rows. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}

/** SQLSTATE of a database error, or undefined. Both drivers (postgres.js and pg) call the field `code`. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

export const isUniqueViolation = (error: unknown) => sqlState(error) === '23505'

/** It says nothing of what was asked (a deadlock, the database away): the same may well work the next time. */
export function isPassingError(error: unknown): boolean {
  const state = sqlState(error)
  if (state) return ['40', '53', '55', '57', '58', '08'].includes(state.slice(0, 2))
  return error instanceof Error && 'code' in error && /^(CONNECTION_|CONNECT_|ECONN)/.test(String(error.code))
}
