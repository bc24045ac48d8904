import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTestApp } from '#test/kit/test-app.ts'
import type { TestApp } from '#test/kit/test-app.ts'
import { until } from '#test/kit/until.ts'
import { asLeader } from './leader.ts'

let desk: TestApp
beforeAll(async () => {
  desk = await makeTestApp()
})
afterAll(() => desk.close())

const untilEnded = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

test('of two, one works; when it stops, the other goes on', async () => {
  const working: string[] = []
  const begin = (name: string) => {
    const ends = new AbortController()
    const running = asLeader(desk.app, 'a gateway', ends.signal, async (signal) => {
      working.push(name)
      await untilEnded(signal)
      working.splice(working.indexOf(name), 1)
    })
    return {
      async stop() {
        ends.abort()
        await running
      },
    }
  }
  const all = new Map(['one', 'two'].map((name) => [name, begin(name)]))
  const first = await until(() => working[0])
  expect(working).toEqual([first])
  await all.get(first)?.stop()
  const second = await until(() => working[0])
  expect(second).not.toBe(first)
  await all.get(second)?.stop()
  expect([...(await desk.sql`select name from leaders`)]).toEqual([])
})

test('whose lease was taken stops', async () => {
  const ends = new AbortController()
  let told: AbortSignal | undefined
  const running = asLeader(desk.app, 'a poller', ends.signal, async (signal) => {
    told ??= signal
    await untilEnded(signal)
  })
  await until(() => told)
  await desk.sql`update leaders set owner = 'another', lease_until = now() + interval '1 hour'`
  await until(() => told?.aborted, { what: 'the work to be told' })
  expect(ends.signal.aborted).toBe(false)
  ends.abort()
  await running
})

test('work that throws begins anew', async () => {
  const ends = new AbortController()
  let times = 0
  const running = asLeader(desk.app, 'a socket', ends.signal, async (signal) => {
    times += 1
    if (times === 1) throw new Error('the line broke')
    await untilEnded(signal)
  })
  await until(() => times === 2)
  ends.abort()
  await running
})
