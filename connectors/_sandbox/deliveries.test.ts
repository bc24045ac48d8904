import { serve } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '#test/kit/until.ts'
import { makeDeliveries } from './deliveries.ts'
import { makeFaults } from './faults.ts'

const came: string[] = []
const answers: number[] = []
let url = ''
let server: ReturnType<typeof serve>

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    const fetch = async (request: Request) => {
      came.push(await request.text())
      return new Response(null, { status: answers.shift() ?? 200 })
    }
    server = serve({ hostname: '127.0.0.1', port: 0, fetch }, ({ port }) => {
      url = `http://127.0.0.1:${port}`
      resolve()
    })
  })
})
afterAll(() => {
  server.close()
})

function start() {
  came.length = 0
  const faults = makeFaults()
  const deliveries = makeDeliveries(faults)
  const send = (body: string, kind: 'event' | 'echo' | 'receipt' = 'event') =>
    deliveries.send({ account: 'a', url, headers: {}, body, kind })
  return { faults, deliveries, send }
}

test('what is refused comes again, until it is accepted', async () => {
  const { send, deliveries } = start()
  answers.push(500)
  expect(await send('one')).toBe(500)
  await until(() => came.length === 2)
  expect(came).toEqual(['one', 'one'])
  deliveries.close()
})

test('repeats one, and only so many times', async () => {
  const { send, faults } = start()
  faults.add({ kind: 'repeat_webhook', times: 1 })
  await send('one')
  await send('two')
  expect(came).toEqual(['one', 'one', 'two'])
})

test('swaps two', async () => {
  const { send, faults } = start()
  faults.add({ kind: 'swap_webhooks', times: 1 })
  expect(await send('one')).toBeUndefined()
  await send('two')
  await send('three')
  expect(came).toEqual(['two', 'one', 'three'])
})

test('holds an echo and its receipt back until something else happens', async () => {
  const { send, faults } = start()
  faults.add({ kind: 'hold_echo', times: 1 })
  await send('echo', 'echo')
  await send('receipt', 'receipt')
  expect(came).toEqual([])
  await send('next')
  expect(came).toEqual(['next', 'echo', 'receipt'])
})

test('a fault for another account waits for that account', async () => {
  const { send, faults } = start()
  faults.add({ kind: 'repeat_webhook', times: 1, account: 'b' })
  await send('one')
  expect(came).toEqual(['one'])
})
