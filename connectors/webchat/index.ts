import { defineConnector } from '#contracts/connector.ts'
import { connect, health } from './connect.ts'
import { parseDelivery } from './parse.ts'
import { makeWebchatSandbox } from './sandbox.ts'

const mebibyte = 1024 * 1024

export const connector = defineConnector({
  id: 'webchat',
  name: 'Web chat',
  summary: 'A chat on your own website; visitors write there and you answer from the inbox.',
  abilities: {
    messages: true,
    text: { max: 4000, unit: 'characters' },
    attachments: {
      image: { maxBytes: 10 * mebibyte, mimes: ['image/*'] },
      video: { maxBytes: 25 * mebibyte, mimes: ['video/*'] },
      audio: { maxBytes: 25 * mebibyte, mimes: ['audio/*'] },
      file: { maxBytes: 25 * mebibyte, mimes: ['*/*'] },
    },
    captions: true,
    attachmentsByUrl: false,
    quotes: false,
    receipts: { delivered: true, read: true },
    customer: ['photo', 'typing'],
    signals: ['typing', 'seen'],
  },
  env: {},
  form: [
    { name: 'name', label: 'Name', kind: 'text', required: true, hint: 'Visitors see it at the top.' },
    {
      name: 'origins',
      label: 'Your websites',
      kind: 'lines',
      required: false,
      hint: 'One per line, e.g. https://shop.example. The chat opens nowhere else.',
    },
    { name: 'greeting', label: 'Greeting', kind: 'text', required: false, hint: 'The first line they read.' },
    { name: 'accent', label: 'Colour', kind: 'text', required: false, hint: 'Six hex digits: #0f766e.' },
    {
      name: 'requireIdentity',
      label: 'Only signed-in visitors',
      kind: 'switch',
      required: false,
      hint: 'Your website proves who they are; see the guide of the chat.',
    },
  ],
  guide: [
    'List the websites on which the chat may open.',
    'Put the line that you get after connecting before </body> of your pages.',
    'Open your website, write a message, and find it in the inbox.',
  ],
  rate: { points: 50, perMs: 1000 },
  connect,
  parse: parseDelivery,
  // The visitor's page follows our own log, so a message that stands there is sent. Its arrival is a receipt.
  send: (_io, message) => Promise.resolve({ providerId: message.id }),
  // Likewise: who types and who has looked reaches the page from the team's presence.
  signal: () => Promise.resolve(),
  health,
  sandbox: makeWebchatSandbox,
})
