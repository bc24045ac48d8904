import { expect, test } from 'vitest'
import { failureOfTelegram } from './failures.ts'

const now = new Date('2026-11-20T10:00:00Z')
const failure = (error_code: number, description: string, parameters: { retry_after?: number } = {}) =>
  failureOfTelegram({ error_code, description, parameters }, now)

test.each([
  [401, 'Unauthorized', 'auth_expired'],
  [404, 'Not Found', 'auth_expired'],
  [403, 'Forbidden: bot was blocked by the user', 'recipient_gone'],
  [403, 'Forbidden: user is deactivated', 'recipient_gone'],
  [403, "Forbidden: bot can't initiate conversation with a user", 'recipient_gone'],
  [400, 'Bad Request: chat not found', 'recipient_gone'],
  [400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING', 'window_closed'],
  [400, 'Bad Request: business connection not found', 'permission'],
  [400, 'Bad Request: message is too long', 'rejected'],
  [413, 'Request Entity Too Large', 'rejected'],
  [409, 'Conflict: terminated by other getUpdates request', 'unavailable'],
  [500, 'Internal Server Error', 'unavailable'],
])('%i %s is %s', (code, description, kind) => {
  expect(failure(code, description).kind).toBe(kind)
})

test('a flood tells when to come back', () => {
  const flood = failure(429, 'Too Many Requests: retry after 35', { retry_after: 35 })
  expect(flood).toMatchObject({ kind: 'rate_limited', retryAt: new Date('2026-11-20T10:00:35Z') })
})
