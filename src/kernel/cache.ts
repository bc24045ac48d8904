import { CacheableMemory } from 'cacheable'
import type { Telemetry } from './telemetry.ts'

/**
 * Values that are dear to make and may be a little old. Keys of a tenant's values begin with its org id.
 * What is kept must survive JSON (and dates), for a cache that processes share keeps text.
 *
 * @example await cache.get(`${orgId}:profile:${id}`, 60_000, () => loadProfile(id))
 */
export interface Cache {
  /** Callers at the same time share one load. A load that fails is not kept. */
  get<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T>
  /** Also drops what is being loaded right now: it may have read the old state. */
  delete(key: string): Promise<void>
}

/** What stands behind the memory of a process, shared with the others. Undefined answers: it is away. */
export interface FarLayer {
  read(key: string): Promise<{ value: unknown; leftMs: number } | { generation: string } | undefined>
  /** `refused`: the key was deleted since it was read as missing, so the value may be old. */
  write(key: string, value: unknown, ttlMs: number, generation: string): Promise<'kept' | 'refused' | 'away'>
  delete(key: string): Promise<void>
  /** Another process deleted a key; undefined: any key may have been deleted. */
  onDelete(listener: (key: string | undefined) => void): void
}

export type CountRead = (key: string, from: 'memory' | 'redis' | 'source') => void

/** A copy of what others share is looked at anew after so long, in case nobody could tell that it is old. */
const nearMs = 5_000

export const makeMemoryCache = (options: { maxKeys?: number } = {}): Cache => makeCache(options)

/** Memory, then the far layer where there is one, then the source. */
export function makeCache(options: { maxKeys?: number; far?: FarLayer; count?: CountRead }): Cache {
  const { far, count } = options
  const store = new CacheableMemory({ lruSize: options.maxKeys ?? 10_000, useClone: false, checkInterval: 0 })
  const loading = new Map<string, Promise<unknown>>()

  async function find<T>(
    key: string,
    ttlMs: number,
    load: () => Promise<T>,
  ): Promise<{ value: T; keepMs: number }> {
    const found = far && (await far.read(key))
    if (found && 'value' in found) {
      count?.(key, 'redis')
      // What is under the key was put there by the same caller.
      return { value: found.value as T, keepMs: Math.min(found.leftMs, nearMs) }
    }
    count?.(key, 'source')
    const value = await load()
    const kept = far && found && (await far.write(key, value, ttlMs, found.generation))
    if (kept === 'refused') return { value, keepMs: 0 }
    return { value, keepMs: kept === 'kept' ? Math.min(ttlMs, nearMs) : ttlMs }
  }

  async function findOnce<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
    const work = Promise.resolve().then(() => find(key, ttlMs, load))
    const shared = work.then(({ value }) => value)
    loading.set(key, shared)
    try {
      const value = await shared
      const { keepMs } = await work
      if (loading.get(key) === shared && keepMs > 0) store.set(key, { value }, keepMs)
      return value
    } finally {
      if (loading.get(key) === shared) loading.delete(key)
    }
  }

  function drop(key: string | undefined): void {
    if (key === undefined) {
      loading.clear()
      store.clear()
      return
    }
    loading.delete(key)
    store.delete(key)
  }

  far?.onDelete(drop)
  return {
    async get<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
      const kept = store.get<{ value: T }>(key)
      if (kept) {
        count?.(key, 'memory')
        return kept.value
      }
      const shared = loading.get(key) as Promise<T> | undefined
      return shared ?? findOnce(key, ttlMs, load)
    },
    async delete(key) {
      drop(key)
      await far?.delete(key)
    },
  }
}

const mostKinds = 60

export const cacheCounters = (telemetry: Telemetry) => ({
  hits: telemetry.counter('cache_hits_total', 'Reads that the cache answered', ['kind', 'layer']),
  misses: telemetry.counter('cache_misses_total', 'Reads that went to the source', ['kind']),
})

/** Counts reads by kind of data, which is the first word of the key that names no row. */
export function countReads(telemetry: Telemetry): CountRead {
  const { hits, misses } = cacheCounters(telemetry)
  const kinds = new Set<string>()
  return (key, from) => {
    const word = key.split(':').find((part) => /^[a-z][a-z-]{1,30}$/.test(part)) ?? 'other'
    const kind = kinds.has(word) || kinds.size < mostKinds ? word : 'other'
    kinds.add(kind)
    if (from === 'source') misses.inc({ kind })
    else hits.inc({ kind, layer: from })
  }
}
