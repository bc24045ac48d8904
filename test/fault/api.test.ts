import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#kernel/ids.ts'
import { makeServer } from '../../src/http/server.ts'
import type { Server } from '../../src/http/server.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk, Shop } from './desk.ts'
import { makeVendor } from './vendor.ts'

const vendor = makeVendor('vendor')
let desk: Desk
let server: Server

beforeAll(async () => {
  desk = await makeDesk(vendor)
  server = makeServer(desk.app, desk.found)
})
afterEach(() => vendor.reset())
afterAll(() => desk.close())

interface Answer {
  success: boolean
  data: unknown
  error: { code: string; message: string; details?: { faults?: Array<{ at: string }> } } | null
}

async function post(path: string, body: string | object, headers: Record<string, string>) {
  const response = await server.request(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
}

describe('the API', () => {
  it('answers malformed JSON with the place of the fault', async () => {
    const shop = await openShop(desk)
    const { status, body } = await post('/channels', '{"connector": "vendor",, }', await shop.key('owner'))
    expect(status).toBe(400)
    expect(body.error).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/JSON.*line 1 column 24/),
    })
  })

  it('names the field that is wrong', async () => {
    const shop = await openShop(desk)
    const { status, body } = await post('/channels', { values: {} }, await shop.key('owner'))
    expect(status).toBe(400)
    expect(body.error?.details?.faults?.[0]?.at).toBe('json.connector')
  })

  it('answers what Postgres cannot store as the caller’s fault', async () => {
    const shop = await openShop(desk)
    const key = await shop.key('owner')
    const { status } = await post('/channels', { connector: 'vendor', values: { account: 'a\u0000b' } }, key)
    expect(status).toBe(400)
  })

  it.each([
    ['nobody', {}],
    ['a key that does not exist', { authorization: `Bearer parley_test_${'x'.repeat(40)}` }],
  ])('refuses %s', async (_name, headers) => {
    expect((await post('/channels', { connector: 'vendor', values: {} }, headers)).status).toBe(401)
  })

  it('refuses a body that is too large', async () => {
    const shop = await openShop(desk)
    const { status } = await post('/channels', { x: 'x'.repeat(1024 * 1024) }, await shop.key('owner'))
    expect(status).toBe(413)
  })
})

describe('an Idempotency-Key', () => {
  const wish = () => ({ connector: 'vendor', values: { account: newId() } })
  const connected = async (shop: Shop) =>
    (await desk.sql`select from channels where org_id = ${shop.orgId}`).length

  it('runs the same request once and answers the same', async () => {
    const shop = await openShop(desk)
    const headers = { ...(await shop.key('owner')), 'idempotency-key': newId() }
    const body = wish()
    const first = await post('/channels', body, headers)
    const second = await post('/channels', body, headers)
    expect(first.status).toBe(200)
    expect(second).toMatchObject({ status: 200, body: { data: first.body.data } })
    expect(second.headers.get('idempotent-replay')).toBe('true')
    expect(await connected(shop)).toBe(2)
  })

  it('is refused with another body or for another address', async () => {
    const shop = await openShop(desk)
    const headers = { ...(await shop.key('owner')), 'idempotency-key': newId() }
    await post('/channels', wish(), headers)
    expect((await post('/channels', wish(), headers)).status).toBe(409)
    expect((await post(`/channels/${shop.channelId}/pause`, {}, headers)).status).toBe(409)
    expect(await connected(shop)).toBe(2)
  })

  it('is refused while the first still runs', async () => {
    const shop = await openShop(desk)
    const headers = { ...(await shop.key('owner')), 'idempotency-key': newId() }
    const body = wish()
    const begun = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    vendor.onConnect = () => {
      begun.resolve()
      return gate.promise
    }
    const first = post('/channels', body, headers)
    await begun.promise
    const second = await post('/channels', body, headers)
    expect(second).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('still running') } },
    })
    gate.resolve()
    expect((await first).status).toBe(200)
    expect(await connected(shop)).toBe(2)
  })

  it('is forgotten after a fault of ours, and after a day', async () => {
    const shop = await openShop(desk)
    const headers = { ...(await shop.key('owner')), 'idempotency-key': newId() }
    const body = wish()
    vendor.onConnect = () => Promise.reject(new Error('a fault of ours'))
    expect((await post('/channels', body, headers)).status).toBe(500)
    vendor.reset()
    expect((await post('/channels', body, headers)).status).toBe(200)

    desk.clock.advance(24 * 3_600_000 - 1_000)
    expect((await post('/channels', wish(), headers)).status).toBe(409)
    desk.clock.advance(2_000)
    expect((await post('/channels', wish(), headers)).status).toBe(200)
  })

  it('is each organisation’s own', async () => {
    const [one, other] = [await openShop(desk), await openShop(desk)]
    const key = { 'idempotency-key': newId() }
    expect((await post('/channels', wish(), { ...(await one.key('owner')), ...key })).status).toBe(200)
    expect((await post('/channels', wish(), { ...(await other.key('owner')), ...key })).status).toBe(200)
  })
})
