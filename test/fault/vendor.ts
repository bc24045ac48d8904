import { ConnectorError, defineConnector } from '#contracts/connector.ts'
import type { Connector, FailureKind, OutboundMessage, SendResult } from '#contracts/connector.ts'

/** What a test lets the vendor do with one call; none left: it takes the message. */
export type Turn = (message: OutboundMessage) => Promise<SendResult> | SendResult

export interface Vendor {
  connector: Connector
  /** Every call of `send`, in order. */
  calls: OutboundMessage[]
  /** The next calls do this, one each. */
  next(...turns: Turn[]): void
  reset(): void
  /** Called first by `connect`. */
  onConnect: () => Promise<void>
}

const hour = 'The customer must have written within 24 hours.'

/** A platform that does what a test tells it: the plug is real, the vendor behind it is a script. */
export function makeVendor(id: string, change: Partial<Connector['abilities']> = {}): Vendor {
  const calls: OutboundMessage[] = []
  let turns: Turn[] = []
  let sent = 0
  const connector = defineConnector({
    id,
    name: `Vendor ${id}`,
    summary: 'A platform of tests.',
    abilities: {
      messages: true,
      text: { max: 100, unit: 'characters' },
      attachments: {
        image: { maxBytes: 10_000, mimes: ['image/png'] },
        file: { maxBytes: 500, mimes: ['text/plain'] },
      },
      captions: false,
      attachmentsByUrl: false,
      quotes: true,
      receipts: { delivered: true, read: true },
      customer: [],
      signals: [],
      window: { hours: 24, human: { hours: 168, tag: 'HUMAN' }, reason: hour },
      ...change,
    },
    env: {},
    form: [{ name: 'account', label: 'Account', kind: 'text', required: true }],
    guide: [],
    rate: { points: 100_000, perMs: 1_000 },
    async connect(_io, input) {
      await vendor.onConnect()
      return {
        externalId: input['account'] ?? '',
        name: `Shop ${input['account']}`,
        credentials: { token: 'a secret token' },
        settings: {},
      }
    },
    parse: () => [],
    async send(_io, message) {
      calls.push(message)
      sent += 1
      const turn = turns.shift()
      return turn ? turn(message) : { providerId: `${id}-sent-${sent}` }
    },
    health: () => Promise.resolve([]),
  })
  const vendor: Vendor = {
    connector,
    onConnect: () => Promise.resolve(),
    calls,
    next: (...more) => void turns.push(...more),
    reset: () => {
      turns = []
      calls.length = 0
      vendor.onConnect = () => Promise.resolve()
    },
  }
  return vendor
}

export const fails =
  (kind: FailureKind, retryAt?: Date): Turn =>
  () => {
    throw new ConnectorError(kind, `It says: ${kind}`, retryAt ? { retryAt } : {})
  }

/** A call that hangs until the test lets it go on. */
export function held(answer: Turn = () => ({ providerId: 'held-1' })) {
  const begun = Promise.withResolvers<OutboundMessage>()
  const release = Promise.withResolvers<void>()
  const turn: Turn = async (message) => {
    begun.resolve(message)
    await release.promise
    return answer(message)
  }
  return { turn, begun: begun.promise, release: () => release.resolve() }
}
