import type { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import type { ConnectorIo } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import { failureOfX } from './failures.ts'

export type CallIo = Pick<ConnectorIo, 'env' | 'http' | 'trust' | 'clock'>

export const apiRoot = (env: ConnectorIo['env']): string =>
  (env['X_API_URL'] || 'https://api.x.com').replace(/\/+$/, '')

export interface XCall<T> {
  method?: 'GET' | 'POST' | 'DELETE'
  query?: Record<string, string>
  body?: unknown
  schema: z.ZodType<T>
  /** Readers would see it, so a lost answer leaves its outcome unknown. */
  effect?: boolean
  headers?: Record<string, string>
}

/** One call of the API v2 with a user's token. Throws ConnectorError. */
export async function callX<T>(
  io: CallIo,
  token: string | undefined,
  path: string,
  call: XCall<T>,
): Promise<T> {
  const { method = 'GET', query, body, schema, effect = false, headers } = call
  try {
    const answer = await io.http.raw(`${apiRoot(io.env)}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(query ? { query } : {}),
      ...(body === undefined ? {} : { body }),
      timeoutMs: 30_000,
      trust: io.trust,
    })
    return readAnswer(answer.data, schema)
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw failureOfX(error, effect, io.clock.now())
  }
}

function readAnswer<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  try {
    return schema.parse(bytes.length === 0 ? {} : exactJson(bytes))
  } catch (cause) {
    throw new ConnectorError('bad_response', 'X answered something we do not understand.', { cause })
  }
}
