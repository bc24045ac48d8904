import type { ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { HttpEnv } from '#contracts/feature.ts'
import { metaOf, statusOf } from '#contracts/http.ts'
import type { ErrorAnswer } from '#contracts/http.ts'
import { AppError, sqlState } from '#kernel/errors.ts'
import type { ErrorCode } from '#kernel/errors.ts'

/** The one place where anything thrown becomes an HTTP answer. */
export const answerError: ErrorHandler<HttpEnv> = (error, c) => {
  const known = toAppError(error)
  if (known.code === 'internal') {
    c.get('app').log.error({ err: error, requestId: c.get('requestId'), path: c.req.path }, 'request failed')
  }
  return errorAnswer(c, known)
}

export const answerNotFound: NotFoundHandler<HttpEnv> = (c) =>
  errorAnswer(c, new AppError('not_found', 'There is nothing at this address.'))

/** zod's refusal of a request, with the place and the reason of each fault. */
export const answerInvalid = (
  result: { success: true } | { success: false; error: z.ZodError; target: string },
  c: Context<HttpEnv>,
) => {
  if (result.success) return undefined
  const faults = result.error.issues.map((issue) => ({
    at: [result.target, ...issue.path].join('.'),
    message: issue.message,
  }))
  const first = faults[0]
  return errorAnswer(
    c,
    new AppError('invalid', first ? `${first.at}: ${first.message}` : 'The input needs a change.', {
      details: { faults },
    }),
  )
}

function errorAnswer(c: Context<HttpEnv>, error: AppError) {
  const retryAt = error.details?.['retryAt']
  if (typeof retryAt === 'string') {
    const seconds = Math.max(1, Math.ceil((Date.parse(retryAt) - Date.now()) / 1000))
    c.header('retry-after', String(seconds))
  }
  const body: ErrorAnswer = {
    success: false,
    data: null,
    error: { code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}) },
    meta: metaOf(c),
  }
  return c.json(body, error.details?.['status'] === 413 ? 413 : statusOf[error.code])
}

const codeOfStatus: Record<number, ErrorCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  429: 'limit',
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException && error.status < 500) {
    return new AppError(
      codeOfStatus[error.status] ?? 'invalid',
      error.message || 'The request could not be read.',
    )
  }
  const state = sqlState(error)
  // Raised by the database for input that our own checks should have caught: still the caller's to change.
  if (state === '22P02' || state === '22003' || state === '22021' || state === '22P05') {
    return new AppError('invalid', 'The input holds a value that cannot be stored.', { cause: error })
  }
  if (state?.startsWith('57') || state?.startsWith('08') || state?.startsWith('53')) {
    return new AppError('internal', 'The database is not answering. Please try again in a moment.', {
      cause: error,
    })
  }
  return new AppError('internal', 'Something went wrong on our side. Please try again.', { cause: error })
}
