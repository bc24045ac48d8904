import type { Api } from 'grammy'
import { ConnectorError, type ConnectorIo } from '#contracts/connector.ts'
import { exactJson } from '#contracts/exact-json.ts'
import { failureOfHttp } from '#contracts/failure-of-http.ts'
import { HttpError } from '#kernel/http-client.ts'
import { failureOfTelegram } from './failures.ts'

type CallIo = Pick<ConnectorIo, 'env' | 'http' | 'trust' | 'clock'>

export const apiRoot = (env: ConnectorIo['env']): string =>
  (env['TELEGRAM_API_URL'] || 'https://api.telegram.org').replace(/\/+$/, '')

export interface Telegram {
  /** The bot's own id, the first part of its token. */
  id: string
  /**
   * Runs one call of the Bot API. `effect`: it would put something before the customer.
   * `waitMs`: how long Telegram may think, for a long poll.
   */
  call<T>(run: (api: Api) => Promise<T>, options?: { effect?: boolean; waitMs?: number }): Promise<T>
}

/** grammY over our own HTTP client, so that a sandbox token cannot leave and a lost answer is told from a refusal. */
export function makeTelegram(io: CallIo, token: string): Telegram {
  if (!/^\d+:[\w-]{20,}$/.test(token)) {
    throw new ConnectorError('auth_expired', 'This is not a bot token. Copy it from @BotFather once more.')
  }
  return {
    id: token.slice(0, token.indexOf(':')),
    async call(run, { effect = false, waitMs = 0 } = {}) {
      const { Api, GrammyError, HttpError: GrammyHttpError } = await import('grammy')
      const timeoutMs = waitMs + (effect ? 30_000 : 10_000)
      const api = new Api(token, {
        apiRoot: apiRoot(io.env),
        // Ours ends first, so that the failure says whether anything was sent.
        timeoutSeconds: timeoutMs / 1000 + 5,
        fetch: httpAsFetch(io, timeoutMs),
      })
      try {
        return await run(api)
      } catch (error) {
        if (error instanceof GrammyError) throw failureOfTelegram(error, io.clock.now())
        const cause = error instanceof GrammyHttpError ? error.error : error
        throw failureOfHttp(cause, 'Telegram', effect)
      }
    },
  }
}

interface FetchInit {
  method?: string
  headers?: Record<string, string>
  body?: string | AsyncIterable<Uint8Array>
  signal?: { aborted: boolean; addEventListener(type: 'abort', listener: () => void): void }
}

const maxAnswerBytes = 16 * 1024 * 1024

function httpAsFetch(io: CallIo, timeoutMs: number) {
  return async (url: string, init: FetchInit): Promise<Pick<Response, 'json'>> => {
    const { body, signal, headers = {} } = init
    const abort = new AbortController()
    if (signal?.aborted) abort.abort()
    signal?.addEventListener('abort', () => abort.abort())
    const bytes = body === undefined || typeof body === 'string' ? body : await collect(body)
    try {
      const answer = await io.http.raw(url, {
        method: init.method ?? 'POST',
        headers,
        ...(bytes === undefined ? {} : { body: bytes }),
        timeoutMs,
        maxBytes: maxAnswerBytes,
        trust: io.trust,
        signal: abort.signal,
      })
      return { json: () => Promise.resolve(exactJson(answer.data)) }
    } catch (error) {
      // Telegram says what is wrong in a JSON body; anything else is a failure of the way there.
      if (error instanceof HttpError && isAnswer(error.body)) return new Response(error.body)
      throw error
    }
  }
}

const isAnswer = (body: string | undefined): body is string => body?.startsWith('{"ok":false') ?? false

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
