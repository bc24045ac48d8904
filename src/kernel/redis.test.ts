import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { must } from '#kernel/assert.ts'
import { startTestRedis } from '#test/kit/redis.ts'
import type { TestRedis } from '#test/kit/redis.ts'
import { until } from '#test/kit/until.ts'
import { countReads, makeCache } from './cache.ts'
import { makeMemoryLimiter } from './limiter.ts'
import { makeLog } from './log.ts'
import { makeRedisCache } from './redis-cache.ts'
import { makeRedisLimiter } from './redis-limiter.ts'
import { openRedis } from './redis.ts'
import type { Redis } from './redis.ts'
import { makeTelemetry } from './telemetry.ts'

let server: TestRedis
beforeAll(async () => {
  server = await startTestRedis()
})
afterAll(() => server.close())

const clock = { now: () => new Date() }
const log = makeLog({ level: 'silent' })
const opened: Redis[] = []

/** What one process of an installation has. */
async function open(secret = 'one installation') {
  const telemetry = makeTelemetry({ processMetrics: false })
  const redis = await openRedis({ url: server.url, secret, log, telemetry })
  opened.push(redis)
  const limiter = makeRedisLimiter({ redis, insurance: makeMemoryLimiter({ clock }), clock })
  return {
    redis,
    cache: makeCache({ far: makeRedisCache(redis), count: countReads(telemetry) }),
    limiter,
    telemetry,
  }
}
type Process = Awaited<ReturnType<typeof open>>

let a: Process
let b: Process
beforeEach(async () => {
  await server.flush()
  ;[a, b] = [await open(), await open()]
})
afterEach(() => opened.splice(0).forEach((redis) => redis.close()))

const value = (of: unknown) => () => Promise.resolve(of)
const never = () => Promise.reject(new Error('nobody loads'))
const answersTo = (process: Process) => until(() => process.redis.answers(), { what: 'Redis to be back' })

describe('the cache', () => {
  test('what one process loaded the other has, dates and nothings with it', async () => {
    const row = { at: new Date('2026-11-01T00:00:00Z'), none: null, list: [{ at: new Date(0) }], text: 'é' }
    await a.cache.get('row', 60_000, value(row))
    expect(await b.cache.get('row', 60_000, never)).toEqual(row)
    await a.cache.get('gone', 60_000, value(undefined))
    expect(await b.cache.get('gone', 60_000, never)).toBeUndefined()
  })

  test('another installation on the same server has its own', async () => {
    const stranger = await open('another installation')
    await a.cache.get('key', 60_000, value('ours'))
    expect(await stranger.cache.get('key', 60_000, value('theirs'))).toBe('theirs')
    await stranger.cache.delete('key')
    expect(await b.cache.get('key', 60_000, never)).toBe('ours')
  })

  test('delete drops the copy in the memory of the other process', async () => {
    await a.cache.get('key', 60_000, value('old'))
    await b.cache.get('key', 60_000, never)
    await a.cache.delete('key')
    await until(async () => (await b.cache.get('key', 60_000, value('new'))) === 'new', { timeoutMs: 3_000 })
    expect(await a.cache.get('key', 60_000, never)).toBe('new')
  })

  test('what was read before a delete elsewhere is not put back after it', async () => {
    let release: ((value: string) => void) | undefined
    const slow = a.cache.get('key', 60_000, () => new Promise<string>((resolve) => (release = resolve)))
    const done = await until(() => release, { what: 'the load to begin' })
    await b.cache.delete('key')
    done('old')
    expect(await slow).toBe('old')
    expect(await b.cache.get('key', 60_000, value('new'))).toBe('new')
    expect(await a.cache.get('key', 60_000, never)).toBe('new')
  })

  test('a value ends at its time everywhere', async () => {
    await a.cache.get('key', 50, value('short'))
    await until(async () => (await b.cache.get('key', 50, value('next'))) === 'next', { timeoutMs: 3_000 })
  })

  test('counts hits and misses by kind of data', async () => {
    const org = '0198a1c2-0000-7000-8000-000000000000'
    await a.cache.get(`${org}:answer:x`, 60_000, value(1))
    await a.cache.get(`${org}:answer:x`, 60_000, never)
    await b.cache.get(`${org}:answer:x`, 60_000, never)
    expect(await a.telemetry.text()).toContain('cache_misses_total{kind="answer"} 1')
    expect(await a.telemetry.text()).toContain('cache_hits_total{kind="answer",layer="memory"} 1')
    expect(await b.telemetry.text()).toContain('cache_hits_total{kind="answer",layer="redis"} 1')
  })
})

describe('the limiter', () => {
  const rule = { points: 10, perMs: 60_000 }

  test('gives the points once to all processes together', async () => {
    const takes = Array.from({ length: 30 }, (_, at) => (at % 2 ? a : b).limiter.take('k', rule))
    expect((await Promise.all(takes)).filter((one) => one.ok)).toHaveLength(10)
  })

  test('a refused take costs nothing, and says when to come back', async () => {
    await a.limiter.take('k', { ...rule, cost: 8 })
    const refused = await b.limiter.take('k', { ...rule, cost: 3 })
    expect(refused.ok).toBe(false)
    expect('retryAt' in refused && refused.retryAt.getTime()).toBeGreaterThan(Date.now())
    expect(await b.limiter.take('k', { ...rule, cost: 2 })).toEqual({ ok: true })
    expect((await a.limiter.take('k', { ...rule, cost: 1 })).ok).toBe(false)
  })

  test('windows of milliseconds end', async () => {
    const short = { points: 1, perMs: 40 }
    await a.limiter.take('k', short)
    await until(async () => (await b.limiter.take('k', short)).ok, { timeoutMs: 3_000 })
  })
})

describe('without an answer', () => {
  test('killed: each process goes on alone, and together again when it is back', async () => {
    await a.cache.get('key', 60_000, value('kept'))
    await server.kill()
    expect(await a.cache.get('other', 60_000, value('loaded'))).toBe('loaded')
    expect(await a.cache.get('other', 60_000, never)).toBe('loaded')
    const one = { points: 1, perMs: 60_000 }
    expect((await a.limiter.take('k', one)).ok).toBe(true)
    expect((await a.limiter.take('k', one)).ok).toBe(false)
    expect(await a.telemetry.text()).toContain('redis_up 0')
    await server.start()
    await Promise.all([answersTo(a), answersTo(b)])
    await a.cache.get('again', 60_000, value('shared'))
    expect(await b.cache.get('again', 60_000, never)).toBe('shared')
    expect(await a.telemetry.text()).toContain('redis_up 1')
  })

  test('frozen: one command waits in vain, the next ones do not wait', async () => {
    server.freeze(true)
    try {
      const ask = (key: string) => a.cache.get(key, 60_000, value(key))
      expect(await ask('first')).toBe('first')
      expect(a.redis.answers()).toBe(false)
      expect(await ask('second')).toBe('second')
    } finally {
      server.freeze(false)
    }
  })

  test('a delete that Redis did not hear of is told when it is back', async () => {
    await a.cache.get('key', 60_000, value('old'))
    server.freeze(true)
    await a.cache.delete('key')
    server.freeze(false)
    expect(await a.cache.get('key', 1, value('new'))).toBe('new')
    await answersTo(a)
    await a.redis.quick((client) => client.ping())
    await until(async () => (await b.cache.get('key', 1, value('new'))) === 'new', { timeoutMs: 5_000 })
  })

  test('a channel joined while it was away is heard when it is back', async () => {
    await server.kill()
    const heard: string[] = []
    b.redis.subscribe('news', (text) => heard.push(text))
    expect(await a.redis.publish('news', 'lost')).toBe(false)
    await server.start()
    await until(async () => (await a.redis.publish('news', 'here')) && heard.length > 0)
    expect(must(heard[0], 'message')).toBe('here')
  })
})
