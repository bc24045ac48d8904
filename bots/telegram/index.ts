import { defineSurface } from '#contracts/surface.ts'
import { connectUrl, health, listChannels } from './connect.ts'
import { answer, directPlace, post, update } from './deliver.ts'
import { limits } from './limits.ts'
import { download } from './download.ts'
import { receiveWebhook } from './receive-webhook.ts'
import { run } from './run.ts'
import { makeTelegramChatSandbox } from './sandbox/make-sandbox.ts'

export const surface = defineSurface({
  id: 'telegram',
  name: 'Telegram',
  summary: 'Approve posts and answer customers in a Telegram group, or in a chat with the bot.',
  env: {
    TELEGRAM_TEAM_BOT_TOKEN: 'Token of the bot that your team talks to; not one that customers write to.',
    TELEGRAM_TEAM_BOT_SECRET:
      'Secret that Telegram repeats with each update; needed where PUBLIC_URL is an https address.',
    TELEGRAM_API_URL: 'Base URL of the Bot API; set it to use a Bot API server of your own.',
  },
  needs: ['TELEGRAM_TEAM_BOT_TOKEN'],
  guide: [
    'Open @BotFather in Telegram and send /newbot. Choose a name, then a username that ends in "bot".',
    'Set TELEGRAM_TEAM_BOT_TOKEN to the token that it answers with, and restart Parley.',
    'With a public address, set TELEGRAM_TEAM_BOT_SECRET to a long random word of letters and digits, too.',
    'Press Connect, choose your group, and add the bot. Each member links themselves once, in a chat with the bot.',
  ],
  connect: 'deep_link',
  connectUrl,
  globalUsers: true,
  channels: true,
  threads: false,
  captionLetters: limits.caption,
  receive: receiveWebhook,
  run,
  post: (io, place, view) => post(io, place, view),
  update,
  answer,
  directPlace,
  listChannels,
  download,
  health,
  sandbox: makeTelegramChatSandbox,
})
