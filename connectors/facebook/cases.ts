import type { ConnectorCases } from '#contracts/connector-cases.ts'

const publishes = 'Facebook only publishes here; Messenger has the messages: no messages come in or go out'

export const cases: ConnectorCases = {
  account: '123456789012345',
  person: 'nobody',
  secret: '',
  env: {},
  credentials: { token: 'token' },
  message: () => ({}),
  unknown: () => ({}),
  sign: () => ({}),
  absent: {
    'good signature': publishes,
    'tampered body': publishes,
    'stale signature': publishes,
    'missing signature': publishes,
    'batch across accounts': publishes,
    duplicate: publishes,
    reordered: publishes,
    'unknown type': publishes,
    'hostile text': publishes,
    'expired token': publishes,
    'rate limit': publishes,
    'lost answer': publishes,
    'ids above 2^53': publishes,
  },
}
