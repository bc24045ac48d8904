import { RateLimiterMemory } from 'rate-limiter-flexible'

export interface LimitRule {
  points: number
  /** Length of the window, which opens with the first point taken. At most 24 days. */
  perMs: number
  /** How many points this take needs. Default 1. */
  cost?: number
}

export type Taken = { ok: true } | { ok: false; retryAt: Date }

/**
 * Counts points per key and window. A refused take costs nothing. The same key under another rule is
 * another count.
 *
 * @example await limiter.take(`webchat:${address}`, { points: 20, perMs: 60_000 })
 */
export interface Limiter {
  take(key: string, rule: LimitRule): Promise<Taken>
}

/** Timers of the runtime end at 2^31 ms; a longer window would end at once. */
const longestMs = 24 * 24 * 60 * 60 * 1000

/** Throws a RangeError for what no limiter can count. */
export function checkRule({ points, perMs, cost = 1 }: LimitRule): Required<LimitRule> {
  if (!Number.isInteger(cost) || cost < 0) throw new RangeError('A cost is a whole number of points.')
  if (!(perMs > 0 && perMs <= longestMs)) throw new RangeError('A window is at most 24 days long.')
  return { points, perMs, cost }
}

/** In memory of this process. When `maxKeys` is reached the key unused for longest is forgotten. */
export function makeMemoryLimiter(options: { clock: { now(): Date }; maxKeys?: number }): Limiter {
  const maxKeys = options.maxKeys ?? 100_000
  // The rule is compared here, so that one store serves every rule.
  const store = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 1 })
  const endsByKey = new Map<string, number>()

  async function remember(key: string, endsAt: number): Promise<void> {
    endsByKey.delete(key)
    endsByKey.set(key, endsAt)
    for (const [oldest, oldestEndsAt] of endsByKey) {
      if (endsByKey.size <= maxKeys && oldestEndsAt > Date.now()) break
      endsByKey.delete(oldest)
      await store.delete(oldest)
    }
  }

  async function take(name: string, rule: LimitRule): Promise<Taken> {
    const { points, perMs, cost } = checkRule(rule)
    const key = `${points}/${perMs}:${name}`
    const counted = await store.consume(key, cost, { customDuration: perMs / 1000 })
    await remember(key, Date.now() + counted.msBeforeNext)
    if (counted.consumedPoints <= points) return { ok: true }
    await store.reward(key, cost)
    return { ok: false, retryAt: new Date(options.clock.now().getTime() + Math.max(counted.msBeforeNext, 1)) }
  }

  return { take }
}
