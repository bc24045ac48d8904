import { createHash } from 'node:crypto'
import type { Clock } from '#kernel/clock.ts'

/** As Discord's headers tell them; it documents no numbers, so these are the ones that bots see. */
const limits: Record<string, { limit: number; windowMs: number }> = {
  'POST /channels/:id/messages': { limit: 5, windowMs: 5_000 },
  'PATCH /channels/:id/messages/:id': { limit: 5, windowMs: 5_000 },
  'DELETE /channels/:id/messages/:id': { limit: 5, windowMs: 1_000 },
  'POST /channels/:id/messages/:id/threads': { limit: 50, windowMs: 300_000 },
  'POST /users/@me/channels': { limit: 10, windowMs: 10_000 },
}
const webhooks = { limit: 5, windowMs: 2_000 }
const others = { limit: 50, windowMs: 10_000 }
const globalLimit = 50
const globalMs = 1_000

interface Window {
  start: number
  used: number
}

export interface Rated {
  headers: Record<string, string>
  /** Seconds to wait; undefined: go on. */
  wait?: number
  global: boolean
}

/** `major`: the channel, server or webhook that a bucket belongs to. */
export function makeRates(clock: Clock): (route: string, major: string) => Rated {
  const windows = new Map<string, Window>()
  function use(key: string, limit: number, windowMs: number): { left: number; resetMs: number } {
    const now = clock.now().getTime()
    const known = windows.get(key)
    const window = known && now - known.start < windowMs ? known : { start: now, used: 0 }
    if (windows.size > 10_000) windows.clear()
    windows.set(key, window)
    if (window.used <= limit) window.used += 1
    return { left: limit - window.used, resetMs: window.start + windowMs - now }
  }
  return (route, major) => {
    const isInteraction = /^\S+ \/(interactions|webhooks)\//.test(route)
    if (route.endsWith('/callback')) return { headers: {}, global: false }
    if (!isInteraction) {
      const all = use('global', globalLimit, globalMs)
      if (all.left < 0) return limited(all.resetMs, { 'x-ratelimit-global': 'true' }, true)
    }
    const { limit, windowMs } = isInteraction ? webhooks : (limits[route] ?? others)
    const { left, resetMs } = use(`${route} ${major}`, limit, windowMs)
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, left)),
      'x-ratelimit-reset': String((clock.now().getTime() + resetMs) / 1000),
      'x-ratelimit-reset-after': String(resetMs / 1000),
      'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
    }
    return left < 0 ? limited(resetMs, headers, false) : { headers, global: false }
  }
}

function limited(resetMs: number, headers: Record<string, string>, global: boolean): Rated {
  const wait = Math.max(resetMs, 1) / 1000
  const scope = { 'retry-after': String(Math.ceil(wait)), 'x-ratelimit-scope': global ? 'global' : 'user' }
  return { headers: { ...headers, ...scope }, wait, global }
}
