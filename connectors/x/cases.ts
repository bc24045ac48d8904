import type { ConnectorCases } from '#contracts/connector-cases.ts'

const publishes = 'X only publishes here: no messages come in or go out'

export const cases: ConnectorCases = {
  account: '1234567890123456789',
  person: 'nobody',
  secret: '',
  env: {},
  credentials: { accessToken: 'token' },
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
