import type { FarLayer } from './cache.ts'
import { newId } from './ids.ts'
import type { Redis } from './redis.ts'

/*
 * A key's generation counts its deletions: a process that read the old state before a deletion cannot put it back after
 * it. Generations outlive every load.
 */
const generationMs = 10 * 60_000
const channel = 'cache-deleted'
/** Deletions that Redis has not heard of yet. */
const mostOwed = 10_000

const readScript = `local text = redis.call('get', KEYS[1])
  if text then return {text, redis.call('pttl', KEYS[1])} end
  return {false, redis.call('get', KEYS[2]) or '0'}`
const writeScript = `if (redis.call('get', KEYS[2]) or '0') ~= ARGV[3] then return 0 end
  redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
  return 1`
const deleteScript = `redis.call('del', KEYS[1])
  redis.call('incr', KEYS[2])
  redis.call('pexpire', KEYS[2], ARGV[1])
  redis.call('publish', ARGV[2], ARGV[3])`

/** The layer that processes share. */
export function makeRedisCache(redis: Redis): FarLayer {
  const self = newId()
  const owed = new Set<string>()
  const keysOf = (key: string): [string, string] => [
    `${redis.prefix}cache:${key}`,
    `${redis.prefix}cache-gen:${key}`,
  ]

  async function remove(key: string): Promise<void> {
    const done = await redis.quick((client) =>
      client.eval(
        deleteScript,
        2,
        ...keysOf(key),
        generationMs,
        redis.prefix + channel,
        JSON.stringify([self, key]),
      ),
    )
    if (done) owed.delete(key)
    else if (owed.size < mostOwed) owed.add(key)
  }

  redis.onBack(() => {
    for (const key of owed) void remove(key)
  })

  return {
    async read(key) {
      if (owed.has(key)) return undefined
      const answer = await redis.quick((client) => client.eval(readScript, 2, ...keysOf(key)))
      if (!answer) return undefined
      const [text, second] = answer.value as [string | null, number | string]
      if (text === null) return { generation: String(second) }
      return { value: (JSON.parse(text, revive) as { value?: unknown }).value, leftMs: Number(second) }
    },
    async write(key, value, ttlMs, generation) {
      const text = JSON.stringify({ value: markDates(value) })
      const answer = await redis.quick((client) =>
        client.eval(writeScript, 2, ...keysOf(key), text, Math.max(1, Math.ceil(ttlMs)), generation),
      )
      return answer ? (answer.value === 1 ? 'kept' : 'refused') : 'away'
    },
    delete: remove,
    onDelete(listener) {
      redis.subscribe(channel, (text) => {
        const [from, key] = JSON.parse(text) as [string, string]
        if (from !== self) listener(key)
      })
      redis.onBack(() => listener(undefined))
    },
  }
}

const mark = '$date'

/** Rows have dates, which must come back as dates. */
function markDates(value: unknown): unknown {
  if (value instanceof Date) return { [mark]: value.toISOString() }
  if (Array.isArray(value)) return value.map(markDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, markDates(inner)]))
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(mark in value)) return value
  const text = value[mark]
  return Object.keys(value).length === 1 && typeof text === 'string' ? new Date(text) : value
}
