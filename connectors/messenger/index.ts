import { defineConnector } from '#contracts/connector.ts'
import { pageFields, subscribe, unsubscribe } from '../_meta/account.ts'
import { profileByGraph, sendByGraph, signalByGraph } from '../_meta/send.ts'
import { graphOfChannel } from './client.ts'
import { connect, health } from './connect.ts'
import { parseMessenger } from './map.ts'
import { makeMessengerSandbox } from './sandbox.ts'
import { webhook } from './webhook.ts'

const maxBytes = 25 * 1024 * 1024
const style = { metadata: true, upload: true }

export const connector = defineConnector({
  id: 'messenger',
  name: 'Messenger',
  summary: 'Messages to your Facebook Page; you answer from the inbox.',
  abilities: {
    messages: true,
    text: { max: 2000, unit: 'characters' },
    attachments: {
      image: { maxBytes, mimes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] },
      video: { maxBytes, mimes: ['video/mp4', 'video/quicktime'] },
      audio: { maxBytes, mimes: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/ogg'] },
      file: { maxBytes, mimes: ['*/*'] },
    },
    captions: false,
    attachmentsByUrl: false,
    quotes: true,
    receipts: { delivered: true, read: true },
    customer: ['photo', 'reaction', 'edit', 'postback', 'native_reply'],
    signals: ['typing', 'seen'],
    window: {
      hours: 24,
      human: { hours: 7 * 24, tag: 'HUMAN_AGENT' },
      reason:
        'Messenger allows answers within 24 hours of the last message; a person, not a rule, within 7 days.',
    },
  },
  env: {
    META_GRAPH_URL: 'Base URL of the Graph API; https://graph.facebook.com when left out.',
    META_APP_ID: 'Id of your Meta app: tells our own messages from those typed in the Page inbox.',
    META_APP_SECRET: 'Secret of your Meta app: proves that webhooks come from Meta.',
    META_VERIFY_TOKEN: 'Any text of yours, given to Meta when the webhook address is entered.',
  },
  form: [
    {
      name: 'token',
      label: 'Page access token',
      kind: 'secret',
      required: true,
      hint: 'Starts with EAA. Make it for the Page, with pages_messaging and pages_manage_metadata.',
    },
  ],
  guide: [
    'Make an app at developers.facebook.com and add Messenger to it.',
    'Set META_APP_ID, META_APP_SECRET and a META_VERIFY_TOKEN of your choice, and restart.',
    'In the app, enter <public url>/webhooks/messenger as webhook address with that verify token.',
    'Under Messenger settings, add your Page, generate its token and paste it here.',
  ],
  rate: { points: 300, perMs: 1000 },
  connect,
  activate: (io) => subscribe(io, graphOfChannel(io), io.channel.externalId, pageFields),
  deactivate: (io) => unsubscribe(io, graphOfChannel(io), io.channel.externalId),
  webhook,
  parse: parseMessenger,
  send: (io, message) => sendByGraph(io, graphOfChannel(io), io.channel.externalId, message, style),
  signal: (io, to, what) => signalByGraph(io, graphOfChannel(io), io.channel.externalId, to, what),
  profile: (io, personId) =>
    profileByGraph(io, graphOfChannel(io), personId, 'first_name,last_name,profile_pic'),
  health,
  sandbox: makeMessengerSandbox,
})
