import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { errorCodes } from '#kernel/errors.ts'
import type { ErrorCode } from '#kernel/errors.ts'
import type { HttpEnv } from './feature.ts'

/** The one answer shape: `{ success, data, error, meta }`. */
const metaSchema = z
  .object({
    timestamp: z.iso.datetime(),
    requestId: z.string(),
    /** Lists: pass it as `cursor` for the next page; null at the end. */
    cursor: z.string().nullable().optional(),
  })
  .openapi('Meta')

export const errorSchema = z
  .object({
    success: z.literal(false),
    data: z.null(),
    error: z.object({
      code: z.enum(errorCodes),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
    meta: metaSchema,
  })
  .openapi('Error')

export type ErrorAnswer = z.infer<typeof errorSchema>

const envelope = <T extends z.ZodType>(data: T) =>
  z.object({ success: z.literal(true), data, error: z.null(), meta: metaSchema })

/** The `responses` entry of a route: the data in the envelope, and the errors that any route may answer. */
export const answer = <T extends z.ZodType>(data: T, description = 'Done') =>
  ({
    200: { description, content: { 'application/json': { schema: envelope(data) } } },
    ...errorResponses,
  }) as const

const asError = (description: string) =>
  ({ description, content: { 'application/json': { schema: errorSchema } } }) as const

export const errorResponses = {
  400: asError('The input needs a change'),
  401: asError('Sign in, or send an API key'),
  403: asError('The role or key does not allow it'),
  404: asError('Not found'),
  409: asError('It changed meanwhile, or the Idempotency-Key was used for something else'),
  412: asError('It cannot be done in this state'),
  429: asError('Too many; see details.retryAt'),
  500: asError('Our fault'),
} as const

/** The `request.body` entry of a route. */
export const jsonBody = <T extends z.ZodType>(schema: T) =>
  ({ required: true, content: { 'application/json': { schema } } }) as const

/** Query of a list: opaque cursor, and how many rows. */
export const pageQuery = z.object({
  cursor: z.string().max(500).optional().openapi({ description: 'From meta.cursor of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const idParams = z.object({ id: z.uuid() })

export function ok<T>(c: Context<HttpEnv>, data: T, cursor?: string | null) {
  return c.json(
    {
      success: true as const,
      data,
      error: null,
      meta: { ...metaOf(c), ...(cursor === undefined ? {} : { cursor }) },
    },
    200,
  )
}

export function metaOf(c: Context<HttpEnv>): { timestamp: string; requestId: string } {
  return { timestamp: c.get('app').clock.now().toISOString(), requestId: c.get('requestId') }
}

export const statusOf = {
  not_found: 404,
  unauthenticated: 401,
  forbidden: 403,
  invalid: 400,
  conflict: 409,
  limit: 429,
  precondition: 412,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

/** Cursors are opaque: base64url JSON of the last row's sort key. */
export const encodeCursor = (key: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/** The sort key of a cursor, checked against its schema; throws `invalid` for anything else. */
export function decodeCursor<T extends z.ZodType>(cursor: string, schema: T): z.infer<T> | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
