import { defineConnector } from '#contracts/connector.ts'
import { connect, health } from './connect.ts'
import { parseUpdate } from './map.ts'
import { activate, deactivate, download, poll } from './receive.ts'
import { makeTelegramSandbox } from './sandbox.ts'
import { send, signal } from './send.ts'
import { webhook } from './webhook.ts'

const megabyte = 1024 * 1024

export const connector = defineConnector({
  id: 'telegram',
  name: 'Telegram',
  summary: 'Customers write to your Telegram bot; you answer from the inbox.',
  abilities: {
    messages: true,
    text: { max: 4096, unit: 'characters' },
    attachments: {
      image: { maxBytes: 10 * megabyte, mimes: ['image/jpeg', 'image/png', 'image/webp'] },
      video: { maxBytes: 50 * megabyte, mimes: ['video/mp4'] },
      audio: { maxBytes: 50 * megabyte, mimes: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a'] },
      file: { maxBytes: 50 * megabyte, mimes: ['*/*'] },
    },
    // A caption holds 1024 characters where a message holds 4096: two messages need no such rule.
    captions: false,
    attachmentsByUrl: false,
    quotes: true,
    receipts: { delivered: false, read: false },
    customer: ['photo', 'reaction', 'edit'],
    signals: ['typing'],
  },
  env: {
    TELEGRAM_API_URL: 'Base URL of the Bot API; set it to use a Bot API server of your own.',
    TELEGRAM_BOT_TOKEN: 'Token of the bot that customers write to, used when the form is left empty.',
  },
  form: [
    {
      name: 'token',
      label: 'Bot token',
      kind: 'secret',
      required: true,
      hint: 'Looks like 1234567890:AAE… and comes from @BotFather.',
    },
  ],
  guide: [
    'Open @BotFather in Telegram and send /newbot.',
    'Choose a name, then a username that ends in "bot".',
    'Copy the token that @BotFather answers with, and paste it here.',
    'Use a bot of its own: the one your team talks to cannot serve customers, too.',
  ],
  // The whole bot; Telegram also asks for no more than one message a second to one person.
  rate: { points: 30, perMs: 1000 },
  connect,
  activate,
  deactivate,
  webhook,
  poll,
  parse: parseUpdate,
  send,
  signal,
  download,
  health,
  sandbox: makeTelegramSandbox,
})
