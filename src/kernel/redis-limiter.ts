import { checkRule } from './limiter.ts'
import type { Limiter } from './limiter.ts'
import type { Redis } from './redis.ts'

/** Looks and takes in one step, so that processes cannot pass the limit together; a refused take changes nothing. */
const script = `local used = tonumber(redis.call('get', KEYS[1]) or '0')
  local left = redis.call('pttl', KEYS[1])
  local points, per, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
  if used + cost > points then return {0, left > 0 and left or per} end
  redis.call('incrby', KEYS[1], cost)
  if left < 0 then redis.call('pexpire', KEYS[1], per) end
  return {1, 0}`

/** Counts for all processes together; while Redis does not answer, each counts for itself. */
export function makeRedisLimiter(options: {
  redis: Redis
  insurance: Limiter
  clock: { now(): Date }
}): Limiter {
  const { redis, insurance, clock } = options
  return {
    async take(name, rule) {
      const { points, perMs, cost } = checkRule(rule)
      const answer = await redis.quick((client) =>
        client.eval(
          script,
          1,
          `${redis.prefix}limit:${points}/${perMs}:${name}`,
          points,
          Math.ceil(perMs),
          cost,
        ),
      )
      if (!answer) return insurance.take(name, rule)
      const [isTaken, leftMs] = answer.value as [number, number]
      if (isTaken === 1) return { ok: true }
      return { ok: false, retryAt: new Date(clock.now().getTime() + Math.max(leftMs, 1)) }
    },
  }
}
