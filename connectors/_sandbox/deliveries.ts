import type { Faults } from './faults.ts'

export interface Delivery {
  account: string
  url: string
  headers: Record<string, string>
  body: string
  /** A receipt never overtakes the echo it belongs to. */
  kind?: 'event' | 'echo' | 'receipt'
}

/**
 * Webhooks of a sandbox. What we do not accept is sent again with growing pauses, as vendors do; faults
 * repeat them, swap two, or hold an echo back until the next one.
 */
export interface Deliveries {
  /** Resolves with the status of the first try; undefined when it was held back. */
  send(delivery: Delivery): Promise<number | undefined>
  close(): void
}

const pausesMs = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 60_000]
const maxWaiting = 1000

export function makeDeliveries(faults: Faults): Deliveries {
  const held = new Map<string, Delivery[]>()
  const timers = new Set<NodeJS.Timeout>()
  let closed = false

  async function attempt(delivery: Delivery, tried = 0): Promise<number> {
    const status = await post(delivery)
    const pause = pausesMs[tried]
    if ((status < 200 || status > 299) && pause !== undefined && !closed && timers.size < maxWaiting) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void attempt(delivery, tried + 1)
      }, pause)
      timer.unref()
      timers.add(timer)
    }
    return status
  }

  async function send(delivery: Delivery): Promise<number | undefined> {
    const { account } = delivery
    const waiting = held.get(account)
    const holdsBack =
      (delivery.kind === 'echo' && faults.take(account, 'hold_echo')) ||
      (delivery.kind === 'receipt' && waiting !== undefined)
    if (holdsBack || (!waiting && faults.take(account, 'swap_webhooks'))) {
      held.set(account, [...(waiting ?? []), delivery])
      return undefined
    }
    held.delete(account)
    const status = await attempt(delivery)
    if (faults.take(account, 'repeat_webhook')) await attempt(delivery)
    for (const late of waiting ?? []) await attempt(late)
    return status
  }

  return {
    send,
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** 0 when nobody answers. */
async function post({ url, headers, body }: Delivery): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(20_000),
    })
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}
