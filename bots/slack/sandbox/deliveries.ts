import type { Clock } from '#kernel/clock.ts'
import { signatureOf } from '../verify.ts'
import type { Faults } from './faults.ts'
import type { Sockets } from './sockets.ts'
import type { World } from './world.ts'

export interface Acknowledgement {
  ok: boolean
  /** 0: nobody answered. */
  status: number
  body: unknown
  ms: number
}

export interface Deliveries {
  event(payload: Record<string, unknown>): Promise<Acknowledgement>
  command(form: Record<string, string>): Promise<Acknowledgement>
  interaction(payload: Record<string, unknown>): Promise<Acknowledgement>
  close(): void
}

/** Slack gives up an answer after three seconds; events come again at once, after a minute and after five. */
const patienceMs = 3000
const retriesMs = [300, 60_000, 300_000]

/** Brings acts to us: by the socket where one is open, else signed to our address. */
export function makeDeliveries(world: World, appUrl: string, faults: Faults, sockets: Sockets): Deliveries {
  const timers = new Set<NodeJS.Timeout>()
  let closed = false

  async function event(payload: Record<string, unknown>, tried = 0): Promise<Acknowledgement> {
    const acknowledged = sockets.inUse()
      ? await sockets.send('events_api', payload, tried)
      : await post(world, `${appUrl}/events`, 'application/json', JSON.stringify(payload), tried)
    const pause = retriesMs[tried]
    if (!acknowledged.ok && pause !== undefined && !closed) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        void event(payload, tried + 1)
      }, pause)
      timer.unref()
      timers.add(timer)
    } else if (tried === 0 && faults.take('repeat')) await event(payload, retriesMs.length)
    return acknowledged
  }

  /** People's own acts are never sent again by Slack; a proxy in between may. */
  async function once(send: () => Promise<Acknowledgement>): Promise<Acknowledgement> {
    const acknowledged = await send()
    if (faults.take('repeat')) await send()
    return acknowledged
  }

  return {
    event: (payload) => event(payload),
    command: (form) =>
      once(() =>
        sockets.inUse()
          ? sockets.send('slash_commands', form, 0)
          : post(world, `${appUrl}/commands`, formType, new URLSearchParams(form).toString(), 0),
      ),
    interaction: (payload) =>
      once(() =>
        sockets.inUse()
          ? sockets.send('interactive', payload, 0)
          : post(
              world,
              `${appUrl}/interactive`,
              formType,
              new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
              0,
            ),
      ),
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const formType = 'application/x-www-form-urlencoded'

/** What Slack puts beside every body that it sends. */
export function signedHeaders(secret: string, clock: Clock, body: string): Record<string, string> {
  const timestamp = String(Math.floor(clock.now().getTime() / 1000))
  return {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(timestamp, body, secret),
  }
}

async function post(
  world: World,
  url: string,
  type: string,
  body: string,
  tried: number,
): Promise<Acknowledgement> {
  const retry: Record<string, string> =
    tried === 0 ? {} : { 'x-slack-retry-num': String(tried), 'x-slack-retry-reason': 'http_error' }
  const begun = performance.now()
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': type, ...signedHeaders(world.signingSecret, world.clock, body), ...retry },
      body,
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await response.text()
    const ms = performance.now() - begun
    return { ok: response.ok, status: response.status, body: readBody(text), ms }
  } catch {
    return { ok: false, status: 0, body: undefined, ms: performance.now() - begun }
  }
}

function readBody(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
