import { defineConnector } from '#contracts/connector.ts'
import { metrics } from './metrics.ts'
import { connect, health, oauth, refresh } from './oauth.ts'
import { publish } from './publish.ts'
import { makeXSandbox } from './sandbox.ts'

export const connector = defineConnector({
  id: 'x',
  name: 'X',
  summary: 'Publish posts, threads, pictures and videos as your account.',
  abilities: {
    messages: false,
    text: { max: 280, unit: 'characters' },
    attachments: {},
    captions: false,
    attachmentsByUrl: false,
    quotes: false,
    receipts: { delivered: false, read: false },
    customer: [],
    signals: [],
  },
  env: {
    X_API_URL: 'Base URL of the API; https://api.x.com when left out.',
    X_AUTHORIZE_URL: 'Consent page; https://x.com/i/oauth2/authorize when left out.',
    X_CLIENT_ID: 'OAuth 2.0 client id of your X app: lets people connect with one click.',
    X_CLIENT_SECRET: 'Its secret, where the app is a confidential client.',
  },
  form: [
    {
      name: 'accessToken',
      label: 'Access token',
      kind: 'secret',
      required: true,
      hint: 'Only where "Connect with X" is not set up: a user token with tweet.write and media.write.',
    },
    {
      name: 'refreshToken',
      label: 'Refresh token',
      kind: 'secret',
      required: false,
      hint: 'Without it the access ends after two hours.',
    },
  ],
  guide: [
    'Make an app at developer.x.com; posts are paid per use, so add credits.',
    'Under User authentication, choose a confidential client with read and write rights.',
    'Enter <public url>/oauth/x/callback as callback address.',
    'Set X_CLIENT_ID and X_CLIENT_SECRET, restart, and press "Connect with X".',
  ],
  rate: { points: 100, perMs: 15 * 60_000 },
  connect,
  parse: () => [],
  health,
  publish,
  metrics,
  oauth,
  refresh,
  sandbox: makeXSandbox,
})
