import { ConnectorError, type FailureKind } from '#contracts/connector.ts'

/** The part of grammY's error that we read; its payload holds the message and stays out of ours. */
interface TelegramFailure {
  error_code: number
  description: string
  parameters: { retry_after?: number }
}

const byDescription: Array<[pattern: RegExp, kind: FailureKind, message: string]> = [
  [
    /bot was blocked|user is deactivated|bot was kicked|bot can't initiate|chat not found|PEER_ID_INVALID/i,
    'recipient_gone',
    'This person blocked the bot or closed their account.',
  ],
  [
    /BUSINESS_PEER_USAGE_MISSING|BUSINESS_PEER_INVALID/i,
    'window_closed',
    'In a business chat one may answer within 24 hours of the last message.',
  ],
  [
    /BUSINESS_CONNECTION_(INVALID|NOT_ALLOWED)|business connection/i,
    'permission',
    'The bot is no longer connected to this business account, or may not answer there.',
  ],
  [/not enough rights|have no rights/i, 'permission', 'The bot has no right to write there.'],
  [/file is too big|Request Entity Too Large/i, 'rejected', 'This file is too large for Telegram.'],
]

export function failureOfTelegram(error: TelegramFailure, now: Date): ConnectorError {
  const { error_code: code, description } = error
  const vendorCode = `${code} ${description}`.slice(0, 120)
  if (code === 401 || code === 404) {
    const message = 'Telegram refused the token. Connect the bot again with a token from @BotFather.'
    return new ConnectorError('auth_expired', message, { vendorCode })
  }
  if (code === 429) {
    const retryAt = new Date(now.getTime() + (error.parameters.retry_after ?? 1) * 1000)
    return new ConnectorError('rate_limited', 'Telegram asks us to slow down.', { retryAt, vendorCode })
  }
  const known = byDescription.find(([pattern]) => pattern.test(description))
  if (known) return new ConnectorError(known[1], known[2], { vendorCode })
  if (code === 409) {
    // Passes by itself when the other one was an earlier process of ours, whose last question still waits.
    const message = 'Another program reads the messages of this bot. Stop it, or use a bot of its own.'
    return new ConnectorError('unavailable', message, { vendorCode })
  }
  if (code >= 500) {
    return new ConnectorError('unavailable', 'Telegram has trouble. We try again soon.', { vendorCode })
  }
  if (code === 403) return new ConnectorError('permission', 'Telegram does not allow this.', { vendorCode })
  return new ConnectorError('rejected', `Telegram refused this: ${description}`, { vendorCode })
}
