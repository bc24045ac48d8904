import { expect, test, vi } from 'vitest'
import { makeMemoryLimiter } from './limiter.ts'

const clock = { now: () => new Date() }
const rule = { points: 3, perMs: 60_000 }

test('gives the points of a window, then says when to come back', async () => {
  const limiter = makeMemoryLimiter({ clock })
  for (let i = 0; i < 3; i++) expect(await limiter.take('a', rule)).toEqual({ ok: true })
  const refused = await limiter.take('a', rule)
  expect(refused.ok).toBe(false)
  if (!refused.ok) {
    const inMs = refused.retryAt.getTime() - Date.now()
    expect(inMs).toBeGreaterThan(50_000)
    expect(inMs).toBeLessThanOrEqual(60_000)
  }
  expect(await limiter.take('b', rule)).toEqual({ ok: true })
})

test('a new window gives new points', async () => {
  const limiter = makeMemoryLimiter({ clock })
  const short = { points: 1, perMs: 40 }
  expect(await limiter.take('a', short)).toEqual({ ok: true })
  expect((await limiter.take('a', short)).ok).toBe(false)
  await vi.waitUntil(async () => (await limiter.take('a', short)).ok, { timeout: 2000, interval: 5 })
})

test('costs count, and a refused one takes nothing', async () => {
  const limiter = makeMemoryLimiter({ clock })
  expect((await limiter.take('a', { ...rule, cost: 2 })).ok).toBe(true)
  expect((await limiter.take('a', { ...rule, cost: 2 })).ok).toBe(false)
  expect((await limiter.take('a', rule)).ok).toBe(true)
  expect((await limiter.take('a', rule)).ok).toBe(false)
})

test('the same key under another rule is another count', async () => {
  const limiter = makeMemoryLimiter({ clock })
  expect((await limiter.take('a', { points: 1, perMs: 1000 })).ok).toBe(true)
  expect((await limiter.take('a', { points: 1, perMs: 2000 })).ok).toBe(true)
})

test('forgets the key unused for longest when there are too many', async () => {
  const limiter = makeMemoryLimiter({ clock, maxKeys: 2 })
  const once = { points: 1, perMs: 60_000 }
  for (const key of ['a', 'b', 'c']) await limiter.take(key, once)
  expect((await limiter.take('c', once)).ok).toBe(false)
  expect((await limiter.take('b', once)).ok).toBe(false)
  expect((await limiter.take('a', once)).ok).toBe(true)
})

test('refuses windows that a timer cannot hold, and broken costs', async () => {
  const limiter = makeMemoryLimiter({ clock })
  await expect(limiter.take('a', { points: 1, perMs: 30 * 86_400_000 })).rejects.toThrow('24 days')
  await expect(limiter.take('a', { ...rule, cost: 0.5 })).rejects.toThrow('whole number')
})
