import { ChatError } from '#contracts/surface.ts'
import type { ChatFailure } from '#contracts/surface.ts'

/** Discord's codes that say more than the status does. */
const kinds: Record<number, ChatFailure> = {
  40001: 'auth_expired',
  50014: 'auth_expired',
  50001: 'permission',
  50013: 'permission',
  50007: 'permission',
  160002: 'permission',
  10003: 'gone',
  10004: 'gone',
  10008: 'gone',
  50083: 'gone',
  10015: 'expired',
  10062: 'expired',
  50027: 'expired',
  130000: 'unavailable',
  20016: 'rate_limited',
}

const words: Record<ChatFailure, string> = {
  rate_limited: 'Discord asks us to slow down. We try again soon.',
  unavailable: 'Discord does not answer right now. We try again soon.',
  outcome_unknown: 'Discord did not say whether this arrived. Look in the channel before you send it again.',
  auth_expired: 'Discord no longer accepts the bot token. Put the new one into DISCORD_BOT_TOKEN.',
  permission: 'The bot may not do this there. Check its permissions in the channel.',
  gone: 'This channel or message is not on Discord any more.',
  expired: 'The time to answer there is over.',
  rejected: 'Discord did not take this message.',
}
const closedDoor = 'This person takes no direct messages from the bot.'

interface Failed {
  name: string
  message: string
  code: number
  status: number
  retryAfter: number
}

/**
 * What a failed call means. `mutates`: it may have been carried out although no answer came.
 * The SDK's classes are told apart by what they carry, so that this file does not load it.
 */
export function failureOf(error: unknown, now: Date, mutates: boolean): ChatError {
  if (error instanceof ChatError) return error
  const { name, message, code, status, retryAfter } = read(error)
  if (retryAfter > 0) {
    const retryAt = new Date(now.getTime() + retryAfter)
    return new ChatError('rate_limited', words.rate_limited, { retryAt, cause: error })
  }
  const known = kinds[code] ?? kindOfStatus(status)
  const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(`${name} ${message}`)
  const kind = known ?? (mutates && !neverSent ? 'outcome_unknown' : 'unavailable')
  const lost = kind === 'unavailable' && status >= 500 && mutates ? 'outcome_unknown' : kind
  const text = code === 50007 ? closedDoor : words[lost]
  return new ChatError(lost, lost === 'rejected' ? `${text} It says: ${message.slice(0, 200)}` : text, {
    cause: error,
  })
}

function kindOfStatus(status: number): ChatFailure | undefined {
  if (status === 401) return 'auth_expired'
  if (status === 403) return 'permission'
  if (status === 404) return 'gone'
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'unavailable'
  return status >= 400 ? 'rejected' : undefined
}

function read(error: unknown): Failed {
  const facts = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {}
  const cause = facts['cause'] instanceof Error ? ` ${String(Reflect.get(facts['cause'], 'code') ?? '')}` : ''
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  const word = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    name: word(facts['name']),
    message: `${word(facts['message'])}${cause} ${word(facts['code'])}`.trim(),
    code: number(facts['code']),
    status: number(facts['status']),
    retryAfter: number(facts['retryAfter']),
  }
}

/** For a call that may be made twice: an edit, a look. */
export async function repeatable<T>(now: Date, call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw failureOf(error, now, false)
  })
}
