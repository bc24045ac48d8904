import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Redis as Client, RedisOptions as AllOptions } from 'ioredis'
import { errorText } from './errors.ts'
import type { Logger } from './log.ts'
import type { Telemetry } from './telemetry.ts'

export type RedisOptions = Pick<
  AllOptions,
  'autoResubscribe' | 'commandTimeout' | 'enableOfflineQueue' | 'maxRetriesPerRequest'
>

/**
 * What processes share beside the database, and what may be gone at any moment: nothing is kept here alone. A Redis that
 * does not answer costs milliseconds, never a request.
 */
export interface Redis {
  /** Before every key and channel, so that several installations may share a server. */
  prefix: string
  /** Runs quick commands. Undefined: Redis does not answer, go on without it. */
  quick<T>(run: (client: Client) => Promise<T>): Promise<{ value: T } | undefined>
  /** @returns whether it was sent; who listens gets it once or never. */
  publish(channel: string, text: string): Promise<boolean>
  subscribe(channel: string, onMessage: (text: string) => void): void
  /** Called when it answers again: what was told meanwhile was not heard. */
  onBack(listener: () => void): void
  answers(): boolean
  /** A connection of one's own, for who waits on it for long. Whoever opens it closes it. */
  connect(options: RedisOptions): Client
  close(): void
}

const quickMs = 500
/** After a command that got no answer, nobody else waits for one. */
const restMs = 2_000
const firstWaitMs = 1_000

const retryStrategy = (tries: number): number => Math.min(50 * 2 ** Math.min(tries, 6), 2_000)

export async function openRedis(options: {
  url: string
  /** Tells installations apart; a secret that only its processes share. */
  secret: string
  log: Logger
  telemetry: Telemetry
}): Promise<Redis> {
  const { url, log } = options
  // Loaded where it is used: most installations have no Redis.
  const { Redis: Connection } = await import('ioredis')
  const prefix = `parley:${createHash('sha256').update(`redis ${options.secret}`).digest('hex').slice(0, 12)}:`
  const up = options.telemetry.gauge('redis_up', 'Whether Redis answers')
  const listeners = new Set<() => void>()
  const heard = new Map<string, (text: string) => void>()
  let isAway = false
  let restUntil = 0

  const connect = (more: RedisOptions): Client => {
    const client: Client = new Connection(url, { retryStrategy, connectTimeout: 2_000, ...more })
    // What went wrong is told by the command that failed, or by `gone`.
    client.on('error', (error: unknown) => log.trace({ reason: errorText(error) }, 'Redis connection'))
    return client
  }
  const failFast: RedisOptions = { enableOfflineQueue: false, maxRetriesPerRequest: 0 }
  const commands = connect({ ...failFast, commandTimeout: quickMs })
  const subscriber = connect({ ...failFast, autoResubscribe: false })
  const clients = [commands, subscriber]

  const answers = () => commands.status === 'ready' && Date.now() >= restUntil

  function gone(reason: string): void {
    up.set(0)
    if (isAway) return
    isAway = true
    log.warn({ reason }, 'Redis does not answer: working without it')
  }

  function back(): void {
    restUntil = 0
    up.set(1)
    if (!isAway) return
    isAway = false
    log.info('Redis answers again')
    for (const listener of listeners) listener()
  }

  commands.on('close', () => gone('the connection was closed'))
  commands.on('ready', back)
  subscriber.on('message', (channel: string, text: string) => heard.get(channel)?.(text))
  subscriber.on('ready', () => {
    for (const channel of heard.keys()) join(channel)
    for (const listener of listeners) listener()
  })
  const join = (channel: string): void => {
    if (subscriber.status !== 'ready') return
    subscriber
      .subscribe(channel)
      .catch((error: unknown) => log.debug({ reason: errorText(error) }, 'Redis channel not joined'))
  }

  async function quick<T>(run: (client: Client) => Promise<T>): Promise<{ value: T } | undefined> {
    if (!answers()) return undefined
    try {
      const value = await run(commands)
      if (isAway) back()
      return { value }
    } catch (error) {
      restUntil = Date.now() + restMs
      gone(errorText(error))
      return undefined
    }
  }

  // It is nearly always there at once; when it is not, nobody waits for it.
  await Promise.race([
    Promise.all(clients.map((client) => new Promise((ready) => client.once('ready', ready)))),
    new Promise((closed) => commands.once('close', closed)),
    wait(firstWaitMs, undefined, { ref: false }),
  ])
  return {
    prefix,
    quick,
    answers,
    connect,
    publish: async (channel, text) =>
      (await quick((client) => client.publish(prefix + channel, text))) !== undefined,
    subscribe(channel, onMessage) {
      heard.set(prefix + channel, onMessage)
      join(prefix + channel)
    },
    onBack: (listener) => void listeners.add(listener),
    close() {
      commands.removeAllListeners('close')
      for (const client of clients) client.disconnect()
    },
  }
}
