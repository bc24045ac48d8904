import type { Clock } from '#kernel/clock.ts'
import type { Faults } from './faults.ts'

export interface Update {
  update_id: number
  [kind: string]: unknown
}

export interface Updates {
  webhook: { url: string; secret: string | undefined } | undefined
  /** Tells the bot's owner; resolves when they have confirmed it, or after a while without. */
  tell(chat: number, body: Record<string, unknown>): Promise<boolean>
  /** What waits, from `offset` on; what lies before it is confirmed and goes. */
  take(ask: {
    offset: number
    limit: number
    waitMs: number
    signal: AbortSignal
  }): Promise<Update[] | 'conflict' | 'cut'>
  /** Ends the poll that waits. */
  cut(): void
  pending(): number
  lastError(): string | undefined
  close(): void
}

const patienceMs = 30_000
const epoch = Date.UTC(2026, 0, 1)
const pushTries = 6

/** The bot's updates: asked for, or pushed where a webhook is set; in order for each chat. */
export function makeUpdates({ clock, faults }: { clock: Clock; faults: Faults }): Updates {
  let next = Math.max(1, clock.now().getTime() - epoch)
  let waiting: Update[] = []
  let wake: ((why: 'news' | 'conflict' | 'cut' | 'end') => void) | undefined
  let lastError: string | undefined
  const confirmed = new Map<number, (done: boolean) => void>()
  const lines = new Map<number, Promise<unknown>>()
  const closing = new AbortController()

  const updates: Updates = {
    webhook: undefined,
    async tell(chat, body) {
      const update: Update = { update_id: next++, ...body }
      const repeats = faults.take('update', 'repeat')
      if (updates.webhook) return pushInOrder(chat, update, repeats ? 2 : 1)
      waiting.push(update, ...(repeats ? [{ ...update }] : []))
      const isDone = new Promise<boolean>((resolve) => {
        confirmed.set(update.update_id, resolve)
        setTimeout(() => resolve(false), patienceMs).unref()
      })
      wake?.('news')
      return isDone
    },
    async take({ offset, limit, waitMs, signal }) {
      wake?.('conflict')
      if (offset > 0) confirm(offset)
      if (waiting.length === 0 && waitMs > 0) {
        const why = await sleep(waitMs, signal)
        if (why === 'conflict' || why === 'cut') return why
      }
      return waiting.slice(0, limit)
    },
    cut: () => wake?.('cut'),
    pending: () => waiting.length,
    lastError: () => lastError,
    close() {
      closing.abort()
      wake?.('end')
      for (const done of confirmed.values()) done(false)
    },
  }
  return updates

  function confirm(offset: number): void {
    waiting = waiting.filter((update) => update.update_id >= offset)
    for (const [id, done] of confirmed) {
      if (id >= offset) continue
      confirmed.delete(id)
      done(true)
    }
  }

  function sleep(waitMs: number, signal: AbortSignal): Promise<'news' | 'conflict' | 'cut' | 'end'> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish('end'), waitMs)
      const finish = (why: 'news' | 'conflict' | 'cut' | 'end') => {
        clearTimeout(timer)
        if (wake === finish) wake = undefined
        resolve(why)
      }
      wake = finish
      signal.addEventListener('abort', () => finish('end'), { once: true })
    })
  }

  function pushInOrder(chat: number, update: Update, times: number): Promise<boolean> {
    const before = lines.get(chat) ?? Promise.resolve()
    const pushed = before.then(async () => {
      let done = false
      for (let time = 0; time < times; time++) done = await push(update)
      return done
    })
    lines.set(chat, pushed)
    return pushed
  }

  async function push(update: Update): Promise<boolean> {
    for (let attempt = 1; attempt <= pushTries && !closing.signal.aborted; attempt++) {
      if (await pushOnce(update)) return true
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt))
    }
    return false
  }

  async function pushOnce(update: Update): Promise<boolean> {
    const { webhook } = updates
    if (!webhook) return false
    const headers = {
      'content-type': 'application/json',
      ...(webhook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': webhook.secret }),
    }
    try {
      const body = JSON.stringify(update)
      const response = await fetch(webhook.url, { method: 'POST', headers, body, signal: closing.signal })
      await response.arrayBuffer()
      lastError = response.ok ? undefined : `Wrong response from the webhook: ${response.status}`
      return response.ok
    } catch {
      lastError = 'Connection failed'
      return false
    }
  }
}
