import { expect, test } from 'vitest'
import { ConnectorError } from '#contracts/connector.ts'
import { HttpError } from '#kernel/http-client.ts'
import { HttpError as MadeError } from '#kernel/http-error.ts'
import { failureOfGraph, kindOfGraphError } from './failures.ts'

const now = new Date('2026-11-20T10:00:00Z')

test.each([
  [190, 463, 'auth_expired'],
  [190, 460, 'auth_expired'],
  [102, undefined, 'auth_expired'],
  [10, 2018278, 'window_closed'],
  [10, 2534022, 'window_closed'],
  [10, undefined, 'permission'],
  [200, undefined, 'permission'],
  [230, undefined, 'permission'],
  [3, undefined, 'permission'],
  [368, undefined, 'permission'],
  [100, 2018108, 'permission'],
  [4, undefined, 'rate_limited'],
  [17, undefined, 'rate_limited'],
  [32, undefined, 'rate_limited'],
  [613, undefined, 'rate_limited'],
  [80006, undefined, 'rate_limited'],
  [551, undefined, 'recipient_gone'],
  [100, 2018001, 'recipient_gone'],
  [9010, undefined, 'recipient_gone'],
  [506, undefined, 'duplicate'],
  [1, undefined, 'unavailable'],
  [2, 1200, 'unavailable'],
  [100, 33, 'not_found'],
  [100, undefined, 'rejected'],
])('%i/%s means %s', (code, subcode, kind) => {
  expect(kindOfGraphError(code, subcode)).toBe(kind)
})

const answered = (status: number, body: string, headers: Record<string, string> = {}) =>
  new MadeError({ kind: 'status', sent: true, request: 'POST x', detail: `${status}`, status, body, headers })

const graphBody = (error: object) => JSON.stringify({ error: { message: 'm', ...error } })

test('waits as long as the usage header says', () => {
  const usage = { '1': [{ estimated_time_to_regain_access: 7 }, { estimated_time_to_regain_access: 0 }] }
  const header = { 'x-business-use-case-usage': JSON.stringify(usage) }
  const failure = failureOfGraph(answered(400, graphBody({ code: 613 }), header), 'Messenger', true, now)
  expect(failure).toMatchObject({ kind: 'rate_limited', retryAt: new Date('2026-11-20T10:07:00Z') })
  const silent = failureOfGraph(answered(400, graphBody({ code: 4 })), 'Messenger', true, now)
  expect(silent.retryAt).toEqual(new Date('2026-11-20T10:01:00Z'))
})

test('what Meta calls transient may be tried again', () => {
  const failure = failureOfGraph(
    answered(500, graphBody({ code: 5000, is_transient: true })),
    'Messenger',
    true,
    now,
  )
  expect(failure.kind).toBe('unavailable')
})

test('without an error of Meta the way there speaks', () => {
  const page = answered(502, '<html>')
  expect(failureOfGraph(page, 'Messenger', true, now).kind).toBe('outcome_unknown')
  expect(failureOfGraph(page, 'Messenger', false, now).kind).toBe('unavailable')
  const refused = new MadeError({ kind: 'network', sent: false, request: 'POST x', detail: 'refused' })
  expect(refused).toBeInstanceOf(HttpError)
  expect(failureOfGraph(refused, 'Messenger', true, now).kind).toBe('unavailable')
  const reset = new MadeError({ kind: 'network', sent: true, request: 'POST x', detail: 'reset' })
  expect(failureOfGraph(reset, 'Messenger', true, now).kind).toBe('outcome_unknown')
})

test('a failure that is named already stays', () => {
  const named = new ConnectorError('rejected', 'x')
  expect(failureOfGraph(named, 'Messenger', true, now)).toBe(named)
})
