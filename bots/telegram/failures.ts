import { ChatError } from '#contracts/surface.ts'
import type { ChatFailure } from '#contracts/surface.ts'

/** The part of grammY's error that we read; its payload holds the message and stays out of ours. */
export interface TelegramFailure {
  error_code: number
  description: string
  parameters: { retry_after?: number; migrate_to_chat_id?: number }
}

const byDescription: Array<[pattern: RegExp, kind: ChatFailure]> = [
  [/query is too old|query ID is invalid/i, 'expired'],
  [/message to (edit|delete|be replied|reply) not found|MESSAGE_ID_INVALID|message can't be edited/i, 'gone'],
  [/chat not found|PEER_ID_INVALID|group chat was (deleted|deactivated)|group is deactivated/i, 'gone'],
  [/message thread not found|TOPIC_(DELETED|ID_INVALID)/i, 'gone'],
  [/blocked by the user|user is deactivated|can't initiate conversation|user not found/i, 'gone'],
  [
    /bot was kicked|bot is not a member|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|TOPIC_CLOSED/i,
    'permission',
  ],
]

const says: Record<ChatFailure, string> = {
  rate_limited: 'Telegram asks us to slow down.',
  unavailable: 'Telegram does not answer. We try again soon.',
  outcome_unknown: 'The answer of Telegram was lost; it may have been done.',
  auth_expired: 'Telegram refused the token. Set TELEGRAM_TEAM_BOT_TOKEN to the one that @BotFather shows.',
  permission: 'The bot may not write here. Bring it back to the group, or let it write.',
  gone: 'It is not there any more.',
  expired: 'Telegram takes no answer to this any more.',
  rejected: 'Telegram refused this.',
}

/**
 * What an answer of Telegram means.
 *
 * @param effect the call would have put something before people, so that a lost answer leaves its outcome unknown.
 */
export function failureOfTelegram(error: TelegramFailure, now: Date, effect: boolean): ChatError {
  const { error_code: code, description, parameters } = error
  if (code === 401 || code === 404) return failure('auth_expired', description)
  if (code === 429) {
    const retryAt = new Date(now.getTime() + (parameters.retry_after ?? 1) * 1000)
    return new ChatError('rate_limited', says.rate_limited, { retryAt })
  }
  const known = byDescription.find(([pattern]) => pattern.test(description))
  if (known) return failure(known[1], description)
  // A gateway before Telegram gave up waiting; what lies behind it may have gone on.
  if (code === 502 || code === 504) return failure(effect ? 'outcome_unknown' : 'unavailable', description)
  if (code >= 500 || code === 409) return failure('unavailable', description)
  return failure(code === 403 ? 'permission' : 'rejected', description)
}

/** The way to Telegram failed. Its own words name the address, which holds the token: they go no further. */
export function failureOfWay(cause: unknown, effect: boolean): ChatError {
  const code = codeOf(cause)
  const sent = !/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(code)
  return failure(effect && sent ? 'outcome_unknown' : 'unavailable', code)
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return ''
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

const failure = (kind: ChatFailure, detail: string) =>
  new ChatError(kind, detail === '' ? says[kind] : `${says[kind]} (${detail.slice(0, 200)})`)
