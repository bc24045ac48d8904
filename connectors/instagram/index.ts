import { defineConnector } from '#contracts/connector.ts'
import { profileByGraph, sendByGraph, signalByGraph } from '../_meta/send.ts'
import { reach } from './client.ts'
import { activate, connect, deactivate, health } from './connect.ts'
import { parseInstagram } from './map.ts'
import { makeInstagramSandbox } from './sandbox.ts'
import { metrics } from './metrics.ts'
import { publish } from './publish.ts'
import { webhook } from './webhook.ts'

const megabyte = 1024 * 1024
const maxBytes = 25 * megabyte
const style = { metadata: false, upload: false }

export const connector = defineConnector({
  id: 'instagram',
  name: 'Instagram',
  summary: 'Direct messages, story mentions and story replies of your professional account.',
  abilities: {
    messages: true,
    text: { max: 1000, unit: 'utf8-bytes' },
    attachments: {
      image: { maxBytes: 8 * megabyte, mimes: ['image/jpeg', 'image/png', 'image/gif'] },
      video: { maxBytes, mimes: ['video/mp4', 'video/quicktime', 'video/webm'] },
      audio: { maxBytes, mimes: ['audio/mp4', 'audio/x-m4a', 'audio/aac', 'audio/wav'] },
      file: { maxBytes, mimes: ['application/pdf'] },
    },
    captions: false,
    attachmentsByUrl: true,
    quotes: true,
    receipts: { delivered: false, read: true },
    customer: [
      'photo',
      'story_mention',
      'story_reply',
      'reaction',
      'unsend',
      'edit',
      'postback',
      'native_reply',
    ],
    signals: ['typing', 'seen'],
    window: {
      hours: 24,
      human: { hours: 7 * 24, tag: 'HUMAN_AGENT' },
      reason:
        'Instagram allows answers within 24 hours of the last message; a person, not a rule, within 7 days.',
    },
  },
  env: {
    META_GRAPH_URL: 'Base URL of the Graph API; https://graph.facebook.com when left out.',
    INSTAGRAM_GRAPH_URL:
      'Base URL for accounts with Instagram Login; https://graph.instagram.com when left out.',
    META_APP_ID: 'Id of your Meta app: tells our own messages from those typed in the app.',
    META_APP_SECRET: 'Secret of your Meta app: proves that webhooks come from Meta.',
    INSTAGRAM_APP_ID: 'Id of the Instagram app within your Meta app, for accounts with Instagram Login.',
    INSTAGRAM_APP_SECRET: 'Its secret: signs webhooks of accounts with Instagram Login.',
    META_VERIFY_TOKEN: 'Any text of yours, given to Meta when the webhook address is entered.',
  },
  form: [
    {
      name: 'token',
      label: 'Access token',
      kind: 'secret',
      required: true,
      hint: 'From Instagram Login (starts with IG) or, for a linked Page, the Page token (starts with EAA).',
    },
  ],
  guide: [
    'Make an app at developers.facebook.com and add Instagram to it; the account must be a professional one.',
    'Set META_APP_ID, META_APP_SECRET, INSTAGRAM_APP_ID, INSTAGRAM_APP_SECRET and a META_VERIFY_TOKEN, and restart.',
    'In the app, enter <public url>/webhooks/instagram as webhook address with that verify token.',
    'On the Instagram page of the app, generate a token for your account and paste it here.',
    'In Instagram, under Settings → Messages, allow access to messages for connected tools.',
  ],
  rate: { points: 100, perMs: 1000 },
  connect,
  activate,
  deactivate,
  webhook,
  parse: parseInstagram,
  send(io, message) {
    const { graph, node } = reach(io)
    return sendByGraph(io, graph, node, message, style)
  },
  signal(io, to, what) {
    const { graph, node } = reach(io)
    return signalByGraph(io, graph, node, to, what)
  },
  profile(io, personId) {
    return profileByGraph(io, reach(io).graph, personId, 'name,username,profile_pic')
  },
  health,
  publish,
  metrics,
  sandbox: makeInstagramSandbox,
})
