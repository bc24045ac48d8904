import { defineConnector } from '#contracts/connector.ts'
import { connect, health } from './connect.ts'
import { metrics } from './metrics.ts'
import { publish } from './publish.ts'
import { makeFacebookSandbox } from './sandbox.ts'

export const connector = defineConnector({
  id: 'facebook',
  name: 'Facebook',
  summary: 'Publish texts, links, photos and videos on your Facebook Page.',
  abilities: {
    messages: false,
    text: { max: 63_206, unit: 'characters' },
    attachments: {},
    captions: false,
    attachmentsByUrl: true,
    quotes: false,
    receipts: { delivered: false, read: false },
    customer: [],
    signals: [],
  },
  env: {
    META_GRAPH_URL: 'Base URL of the Graph API; https://graph.facebook.com when left out.',
    META_APP_ID: 'Id of your Meta app: exchanges a person’s token for one that lasts.',
    META_APP_SECRET: 'Secret of your Meta app: proves our calls.',
  },
  form: [
    {
      name: 'token',
      label: 'Access token',
      kind: 'secret',
      required: true,
      hint: 'Starts with EAA. The token of the Page, or your own: then it is exchanged for the one of your Page.',
    },
    {
      name: 'page',
      label: 'Page',
      kind: 'text',
      required: false,
      hint: 'Its name or id, where you manage several.',
    },
  ],
  guide: [
    'Make an app at developers.facebook.com with pages_manage_posts, pages_read_engagement and, for figures, read_insights.',
    'Set META_APP_ID and META_APP_SECRET, and restart.',
    'In the Graph API explorer, choose your app and your Page, and copy the token.',
    'Messages of the same Page are connected apart, as Messenger.',
  ],
  rate: { points: 300, perMs: 1000 },
  connect,
  parse: () => [],
  health,
  publish,
  metrics,
  sandbox: makeFacebookSandbox,
})
