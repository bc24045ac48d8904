import { CacheableMemory } from 'cacheable'

/**
 * Values that are dear to make and may be a little old. Keys of a tenant's values begin with its org id.
 * What is kept must survive JSON, for a cache that processes share keeps text.
 *
 * @example await cache.get(`${orgId}:profile:${id}`, 60_000, () => loadProfile(id))
 */
export interface Cache {
  /** Callers at the same time share one load. A load that fails is not kept. */
  get<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T>
  /** Also drops what is being loaded right now: it may have read the old state. */
  delete(key: string): Promise<void>
}

export function makeMemoryCache(options: { maxKeys?: number } = {}): Cache {
  const store = new CacheableMemory({ lruSize: options.maxKeys ?? 10_000, useClone: false, checkInterval: 0 })
  const loading = new Map<string, Promise<unknown>>()

  async function loadOnce<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
    const work = Promise.resolve().then(load)
    loading.set(key, work)
    try {
      const value = await work
      if (loading.get(key) === work) store.set(key, { value }, ttlMs)
      return value
    } finally {
      if (loading.get(key) === work) loading.delete(key)
    }
  }

  return {
    async get<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
      const kept = store.get<{ value: T }>(key)
      if (kept) return kept.value
      const shared = loading.get(key) as Promise<T> | undefined
      return shared ?? loadOnce(key, ttlMs, load)
    },
    async delete(key) {
      loading.delete(key)
      store.delete(key)
    },
  }
}
