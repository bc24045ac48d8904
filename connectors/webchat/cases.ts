import type { ConnectorCases } from '#contracts/connector-cases.ts'

const account = 'wc_7d3f1b6e-0000-4000-8000-000000000001'
const person = 'anon-5001'
const noSignature = 'no webhook: the visitor is checked by token and origin before anything is stored'
const noCall = 'sending calls nobody: the visitor’s page follows our own log'

export const cases: ConnectorCases = {
  account,
  person,
  secret: '',
  env: {},
  credentials: { identitySecret: 'a secret of this chat' },
  channelExternalId: account,
  message: ({ id, text, at, account: of = account, person: from = person }) => ({
    kind: 'message',
    account: of,
    at: at.toISOString(),
    person: { id: from, name: 'Ana Silva' },
    id,
    text,
    attachments: [],
  }),
  unknown: () => ({ kind: 'telepathy', account, at: new Date(0).toISOString(), person: { id: person } }),
  sign: () => ({}),
  absent: {
    'good signature': noSignature,
    'tampered body': noSignature,
    'stale signature': noSignature,
    'missing signature': noSignature,
    'batch across accounts': 'a page talks to one chat',
    'expired token': noCall,
    'rate limit': noCall,
    'lost answer': noCall,
    'ids above 2^53': 'ids are text that we make ourselves',
  },
}
