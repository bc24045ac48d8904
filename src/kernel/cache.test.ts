import { expect, test, vi } from 'vitest'
import { makeMemoryCache } from './cache.ts'

function counter() {
  let calls = 0
  return { load: () => Promise.resolve(++calls), calls: () => calls }
}

test('loads once and keeps, also what is undefined', async () => {
  const cache = makeMemoryCache()
  const { load } = counter()
  expect(await cache.get('a', 60_000, load)).toBe(1)
  expect(await cache.get('a', 60_000, load)).toBe(1)
  expect(await cache.get('b', 60_000, load)).toBe(2)
  let asked = 0
  const nothing = async () => void asked++
  await cache.get('c', 60_000, nothing)
  await cache.get('c', 60_000, nothing)
  expect(asked).toBe(1)
})

test('callers at the same time share one load', async () => {
  const cache = makeMemoryCache()
  const { load, calls } = counter()
  const values = await Promise.all(Array.from({ length: 20 }, () => cache.get('a', 60_000, load)))
  expect(new Set(values)).toEqual(new Set([1]))
  expect(calls()).toBe(1)
})

test('loads again when the time is over', async () => {
  const cache = makeMemoryCache()
  const { load } = counter()
  await cache.get('a', 20, load)
  await vi.waitUntil(async () => (await cache.get('a', 20, load)) > 1, { timeout: 2000, interval: 5 })
})

test('a load that fails is told to all who wait and not kept', async () => {
  const cache = makeMemoryCache()
  const broken = () => Promise.reject(new Error('vendor is down'))
  const both = await Promise.allSettled([cache.get('a', 60_000, broken), cache.get('a', 60_000, broken)])
  expect(both.map((one) => one.status)).toEqual(['rejected', 'rejected'])
  expect(await cache.get('a', 60_000, () => Promise.resolve('up'))).toBe('up')
})

test('delete forgets, and a load that began before it is not kept', async () => {
  const cache = makeMemoryCache()
  let release = (_value: string) => {}
  const slow = cache.get('a', 60_000, () => new Promise<string>((resolve) => (release = resolve)))
  await Promise.resolve()
  await cache.delete('a')
  release('old')
  expect(await slow).toBe('old')
  expect(await cache.get('a', 60_000, () => Promise.resolve('new'))).toBe('new')
  await cache.delete('a')
  expect(await cache.get('a', 60_000, () => Promise.resolve('newer'))).toBe('newer')
})

test('keeps no more than it may, least recently used first out', async () => {
  const cache = makeMemoryCache({ maxKeys: 2 })
  const { load, calls } = counter()
  await cache.get('a', 60_000, load)
  await cache.get('b', 60_000, load)
  await cache.get('a', 60_000, load)
  await cache.get('c', 60_000, load)
  expect(calls()).toBe(3)
  await cache.get('a', 60_000, load)
  expect(calls()).toBe(3)
  await cache.get('b', 60_000, load)
  expect(calls()).toBe(4)
})
