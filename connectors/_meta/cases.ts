import { createHmac } from 'node:crypto'
import type { ConnectorCases } from '#contracts/connector-cases.ts'

const secret = '0f8fad5bd9cb469fa16570867728950e'

interface Options {
  object: 'page' | 'instagram'
  account: string
  person: string
  /** The env key under which the app's secret is looked for. */
  secretKey: string
}

interface Written {
  id: string
  text: string
  at: Date
  account?: string
  person?: string
}

export function metaCases({ object, account, person, secretKey }: Options): ConnectorCases {
  const entryOf = ({ id, text, at, ...who }: Written) => ({
    id: who.account ?? account,
    time: at.getTime(),
    messaging: [
      {
        sender: { id: who.person ?? person },
        recipient: { id: who.account ?? account },
        timestamp: at.getTime(),
        message: { mid: id, text },
      },
    ],
  })
  return {
    account,
    person,
    secret,
    env: { [secretKey]: secret },
    credentials: {},
    message: (options) => ({ object, entry: [entryOf(options)] }),
    batch: (messages) => ({ object, entry: messages.map(entryOf) }),
    unknown: () => ({
      object,
      entry: [{ id: account, time: 1, messaging: [{ sender: { id: person }, telepathy: {} }] }],
    }),
    sign: (body) => ({
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }),
    absent: { 'stale signature': "Meta's signature carries no time" },
  }
}
