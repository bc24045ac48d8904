import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApiKey } from '#features/orgs/index.ts'
import { makeServer } from '../../src/http/server.ts'
import type { Server } from '../../src/http/server.ts'
import { makeDesk, openShop } from './desk.ts'
import type { Desk, Shop } from './desk.ts'
import { until } from '#test/kit/until.ts'
import { makeVendor } from './vendor.ts'

let desk: Desk
let server: Server

beforeAll(async () => {
  desk = await makeDesk(makeVendor('vendor'))
  server = makeServer(desk.app, desk.found)
  desk.app.dispatcher.start()
})
afterAll(() => desk.close())

interface Frame {
  event: string
  id?: string
  data: { pos?: string; type?: string; payload?: { message?: { text: string } } }
}

/** Reads the stream until it is told to stop. */
async function open(headers: Record<string, string>, after?: string) {
  const stop = new AbortController()
  const query = after === undefined ? '' : `?after=${after}`
  const response = await server.request(`/api/v1/stream${query}`, { headers, signal: stop.signal })
  const frames: Frame[] = []
  const reading = (async () => {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) if (!part.startsWith(':')) frames.push(parse(part))
    }
  })()
  return {
    status: response.status,
    frames,
    texts: () => frames.flatMap((frame) => frame.data.payload?.message?.text ?? []),
    last: () => frames.findLast((frame) => frame.id)?.id ?? frames[0]?.data.pos ?? '0',
    async close() {
      stop.abort()
      await reading.catch(() => undefined)
    },
  }
}

function parse(part: string): Frame {
  const fields = Object.fromEntries(
    part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  return {
    event: fields['event'] ?? 'message',
    ...(fields['id'] ? { id: fields['id'] } : {}),
    data: JSON.parse(fields['data'] ?? '{}') as Frame['data'],
  }
}

const say = async (shop: Shop, from: number, to: number) => {
  for (let n = from; n < to; n++) await shop.says({ text: `Message ${n}` })
}
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `Message ${from + n}`)

it('resumes without a gap, wherever it was cut off', async () => {
  const shop = await openShop(desk)
  const key = await shop.key('owner')
  // Past a power of ten, where positions get longer.
  const first = await open(key)
  await until(() => first.frames[0]?.event === 'hello')
  await say(shop, 0, 60)
  await until(() => first.texts().length >= 5)
  const seen = first.texts()
  const last = first.last()
  await first.close()

  const writing = say(shop, 60, 160)
  const second = await open(key, last)
  await writing
  await until(() => second.texts().includes('Message 159'), { what: 'the last message' })
  expect([...seen, ...second.texts()]).toEqual(numbered(0, 160))
  expect(second.frames.some((frame) => frame.event === 'reset')).toBe(false)
  const positions = second.frames.flatMap((frame) => (frame.id ? [BigInt(frame.id)] : []))
  expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)))
  await second.close()
})

it('says “reset” to who asks for what is not kept any more', async () => {
  const shop = await openShop(desk)
  const key = await shop.key('owner')
  await say(shop, 0, 3)
  const all = await shop.events()
  await desk.sql`delete from events where org_id = ${shop.orgId} and pos <= ${all[1]?.pos ?? '0'}`
  const late = await open(key, all[0]?.pos)
  await until(() => late.frames.length > 0)
  expect(late.frames[0]).toMatchObject({ event: 'reset', id: all.at(-1)?.pos })
  await late.close()
  const future = await open(key, '999999999999')
  await until(() => future.frames.length > 0)
  expect(future.frames[0]?.event).toBe('reset')
  await future.close()
})

it('shows what the caller may see, of their own organisation', async () => {
  const [shop, other] = [await openShop(desk), await openShop(desk)]
  const narrow = await createApiKey(shop.ctx, { name: 'narrow', scopes: ['channels:read'] })
  const [wide, few, foreign] = await Promise.all([
    open(await shop.key('viewer')),
    open({ authorization: `Bearer ${narrow.key}` }),
    open(await other.key('owner')),
  ])
  await until(() => [wide, few, foreign].every((stream) => stream.frames.length > 0))
  await shop.says({ text: 'For us alone' })
  await until(() => wide.texts().includes('For us alone'))
  await other.says({ text: 'For them alone' })
  await until(() => foreign.texts().includes('For them alone'))
  expect(wide.texts()).toEqual(['For us alone'])
  expect(few.texts()).toEqual([])
  expect(foreign.texts()).toEqual(['For them alone'])
  await Promise.all([wide, few, foreign].map((stream) => stream.close()))
})

it('is closed to strangers', async () => {
  expect((await open({})).status).toBe(401)
})

it('lets go of who has left', async () => {
  const shop = await openShop(desk)
  const before = desk.app.hub.subscriberCount()
  const stream = await open(await shop.key('owner'))
  expect(desk.app.hub.subscriberCount()).toBe(before + 1)
  await stream.close()
  await until(() => desk.app.hub.subscriberCount() === before)
})
