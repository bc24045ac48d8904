import type { Ctx } from '#kernel/app.ts'
import { cacheCounters } from '#kernel/cache.ts'
import type { BackgroundView } from './schema.ts'

const mostKinds = 20

/** What helps the database: whether it is there, and how much the cache of the process that answers spares. */
export async function readBeside(ctx: Ctx): Promise<BackgroundView['beside']> {
  const { redis, bulk, replica } = ctx.app
  const [counts, isFit, cache] = await Promise.all([bulk?.counts(), replica?.isFit(), readCache(ctx)])
  return {
    redis: redis
      ? { answers: counts !== undefined, waiting: counts?.['waiting'] ?? 0, running: counts?.['active'] ?? 0 }
      : null,
    replica: isFit === undefined ? null : { keepsUp: isFit },
    cache,
  }
}

async function readCache(ctx: Ctx): Promise<BackgroundView['beside']['cache']> {
  const { hits, misses } = cacheCounters(ctx.telemetry)
  const [found, missed] = await Promise.all([hits.get(), misses.get()])
  const kinds = new Map<string, { kind: string; memory: number; redis: number; source: number }>()
  const add = (kind: unknown, from: 'memory' | 'redis' | 'source', value: number) => {
    const name = String(kind)
    const row = kinds.get(name) ?? { kind: name, memory: 0, redis: 0, source: 0 }
    row[from] += value
    kinds.set(name, row)
  }
  for (const { labels, value } of found.values)
    add(labels.kind, labels.layer === 'redis' ? 'redis' : 'memory', value)
  for (const { labels, value } of missed.values) add(labels.kind, 'source', value)
  const reads = (row: { memory: number; redis: number; source: number }) =>
    row.memory + row.redis + row.source
  return [...kinds.values()].sort((a, b) => reads(b) - reads(a)).slice(0, mostKinds)
}
