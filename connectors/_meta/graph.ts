import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import { ConnectorError, type ConnectorIo } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import { failureOfGraph } from './failures.ts'

/** Supported until 2028-07-29. An expired version is silently served by the oldest that lives. */
export const graphVersion = 'v25.0'

export interface Graph {
  /** The name the user knows, for messages. */
  vendor: string
  baseUrl: string
  token: string
  /** Proves that the token was not stolen from us; absent where it is not configured. */
  appSecret: string | undefined
}

export interface GraphCall<T> {
  method?: 'GET' | 'POST' | 'DELETE'
  query?: Record<string, string>
  body?: unknown
  schema: z.ZodType<T>
  /** It would put something before the customer, so a lost answer leaves its outcome unknown. */
  effect?: boolean
}

export async function callGraph<T>(
  io: Pick<ConnectorIo, 'http' | 'trust' | 'clock'>,
  graph: Graph,
  path: string,
  { method = 'GET', query, body, schema, effect = false }: GraphCall<T>,
): Promise<T> {
  const proof = graph.appSecret ? { appsecret_proof: proofOf(graph.token, graph.appSecret) } : {}
  const url = `${graph.baseUrl.replace(/\/+$/, '')}/${graphVersion}/${path}`
  try {
    const answer = await io.http.raw(url, {
      method,
      headers: { authorization: `Bearer ${graph.token}`, accept: 'application/json' },
      query: { ...query, ...proof },
      ...(body === undefined ? {} : { body }),
      timeoutMs: effect ? 30_000 : 10_000,
      trust: io.trust,
    })
    return readAnswer(answer.data, schema, graph.vendor)
  } catch (error) {
    throw failureOfGraph(error, graph.vendor, effect, io.clock.now())
  }
}

function readAnswer<T>(bytes: Uint8Array, schema: z.ZodType<T>, vendor: string): T {
  try {
    return schema.parse(exactJson(bytes))
  } catch (cause) {
    throw new ConnectorError('bad_response', `${vendor} answered something we do not understand.`, { cause })
  }
}

export const proofOf = (token: string, appSecret: string) =>
  createHmac('sha256', appSecret).update(token).digest('hex')
