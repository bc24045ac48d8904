import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ApiError, apiFetch, call, idempotencyKey, onSignedOut, unwrap, unwrapPage } from './api.ts'

async function serve(answer: (request: IncomingMessage) => { status: number; body: string }) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    const { status, body } = answer(request)
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const good = JSON.stringify({ success: true, data: [1], error: null, meta: { cursor: 'c2' } })

test('data and cursor come out of the envelope', async () => {
  const { base } = await serve(() => ({ status: 200, body: good }))
  expect(await unwrap(apiFetch(base))).toEqual([1])
  expect(await unwrapPage(apiFetch(base))).toEqual({ data: [1], meta: { cursor: 'c2' } })
})

test('a refusal keeps its code and words', async () => {
  const body = JSON.stringify({
    success: false,
    data: null,
    error: { code: 'conflict', message: 'Ana has taken it.' },
  })
  const { base } = await serve(() => ({ status: 409, body }))
  const error = await call(base).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ code: 'conflict', message: 'Ana has taken it.', status: 409 })
})

test("a proxy's page and an unreachable server have words too", async () => {
  const { base } = await serve(() => ({ status: 502, body: '<html>' }))
  await expect(call(base)).rejects.toMatchObject({
    code: 'internal',
    status: 502,
    message: expect.stringContaining('our side'),
  })
  await expect(call('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'unreachable', status: 0 })
})

test('each write carries a key of its own, or the one it is given', async () => {
  const { base, seen } = await serve(() => ({ status: 200, body: good }))
  await call(base, {})
  await call(base, {})
  const key = idempotencyKey()
  await call(base, {}, { headers: { 'Idempotency-Key': key } })
  await call(base)
  const keys = seen.map((request) => request.headers['idempotency-key'])
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[1]).not.toBe(keys[0])
  expect(keys.slice(2)).toEqual([key, undefined])
  expect(seen[2]?.headers['content-type']).toBe('application/json')
})

test('a lost session is told, a wrong password is not one', async () => {
  const { base } = await serve(() => ({ status: 401, body: '{}' }))
  let told = 0
  onTestFinished(onSignedOut(() => (told += 1)))
  await expect(call(`${base}/api/v1/orgs/me`)).rejects.toMatchObject({ code: 'unauthenticated' })
  await apiFetch(`${base}/api/auth/sign-in/email`, { method: 'POST' })
  expect(told).toBe(1)
})
