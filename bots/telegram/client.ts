import type { Api } from 'grammy'
import { z } from 'zod'
import { ChatError } from '#contracts/surface.ts'
import type { SurfaceIo } from '#contracts/surface.ts'
import { failureOfTelegram, failureOfWay } from './failures.ts'

export type CallIo = Pick<SurfaceIo, 'env' | 'clock'>

export const apiRoot = (env: SurfaceIo['env']): string =>
  (env['TELEGRAM_API_URL'] || 'https://api.telegram.org').replace(/\/+$/, '')

export function tokenOf(env: SurfaceIo['env']): string {
  const token = env['TELEGRAM_TEAM_BOT_TOKEN'] ?? ''
  if (!/^\d+:[\w-]{20,}$/.test(token))
    throw new ChatError(
      'auth_expired',
      'TELEGRAM_TEAM_BOT_TOKEN is not a bot token. Copy it from @BotFather.',
    )
  return token
}

/** The bot's own id is the first part of its token. */
export const botIdOf = (env: SurfaceIo['env']): string => tokenOf(env).split(':', 1)[0] ?? ''

interface CallOptions {
  /** It puts something before people: a lost answer leaves its outcome unknown. */
  effect?: boolean
  /** How long Telegram may think, beyond the usual. */
  waitMs?: number
  signal?: AbortSignal
}

const sendMs = 30_000
const askMs = 10_000

const migrated = z.object({ parameters: z.object({ migrate_to_chat_id: z.number() }) })

/** A group became a supergroup: its chat has this id from now on. */
export class GroupMovedError extends Error {
  override readonly name = 'GroupMovedError'
  readonly chatId: number

  constructor(chatId: number) {
    super('The group has another id now.')
    this.chatId = chatId
  }
}

/** One call of the Bot API by grammY. Throws ChatError, or GroupMovedError. */
export async function callTelegram<T>(
  io: CallIo,
  run: (api: Api) => Promise<T>,
  { effect = false, waitMs = 0, signal }: CallOptions = {},
): Promise<T> {
  const { Api: TelegramApi, GrammyError, HttpError } = await import('grammy')
  const timeoutMs = waitMs + (effect ? sendMs : askMs)
  const api = new TelegramApi(tokenOf(io.env), {
    apiRoot: apiRoot(io.env),
    timeoutSeconds: timeoutMs / 1000,
    ...(signal ? { fetch: endingWith(signal) } : {}),
  })
  try {
    return await run(api)
  } catch (error) {
    if (error instanceof GrammyError) {
      const moved = migrated.safeParse(error).data?.parameters.migrate_to_chat_id
      if (moved !== undefined) throw new GroupMovedError(moved)
      throw failureOfTelegram(error, io.clock.now(), effect)
    }
    if (error instanceof HttpError) throw failureOfWay(error.error, effect)
    throw error
  }
}

interface FetchInit {
  method?: string
  headers?: Record<string, string>
  body?: unknown
  signal?: { aborted: boolean; addEventListener(type: 'abort', listener: () => void): void }
}

/** grammY knows another kind of signal than ours. For calls that carry no files. */
function endingWith(signal: AbortSignal) {
  return (url: string, { method, headers, body, signal: theirs }: FetchInit): Promise<Response> => {
    const late = new AbortController()
    theirs?.addEventListener('abort', () => late.abort())
    return fetch(url, {
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers }),
      ...(typeof body === 'string' ? { body } : {}),
      signal: AbortSignal.any([signal, late.signal]),
    })
  }
}
