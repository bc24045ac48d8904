import { defineSurface } from '#contracts/surface.ts'
import { asLeader } from '#kernel/leader.ts'
import { coreOf } from './core.ts'
import { answerInput, directPlace, postView, showWorking, updateView } from './deliver.ts'
import { download, health, listChannels } from './look.ts'
import { makeOAuth } from './oauth.ts'
import { receiveRequest } from './receive.ts'
import { makeRests } from './rest.ts'
import { runDiscord } from './run.ts'
import { makeDiscordSandbox } from './sandbox/index.ts'

const restOf = makeRests()

export const surface = defineSurface({
  id: 'discord',
  name: 'Discord',
  summary: 'Draft, approve and answer customers from Discord: slash commands, mentions, buttons and forms.',
  env: {
    DISCORD_APPLICATION_ID: 'Application id (client id) of your Discord app.',
    DISCORD_CLIENT_SECRET: 'Client secret of your Discord app; proves which server let the bot in.',
    DISCORD_BOT_TOKEN: 'Token of its bot.',
    DISCORD_PUBLIC_KEY: 'Public key of the app; proves that a request comes from Discord.',
    DISCORD_INTERACTIONS:
      'How commands and buttons come: "gateway" (the default) by a connection, "http" by signed requests.',
    DISCORD_API_URL: 'Base URL of the API; https://discord.com/api by default.',
  },
  needs: ['DISCORD_APPLICATION_ID', 'DISCORD_CLIENT_SECRET', 'DISCORD_BOT_TOKEN'],
  guide: [
    'Create an app at discord.com/developers/applications and copy its application id into DISCORD_APPLICATION_ID.',
    'Under Bot: reset and copy the token into DISCORD_BOT_TOKEN, and switch on Message Content Intent.',
    'Under OAuth2: copy the client secret into DISCORD_CLIENT_SECRET, and add the redirect <PUBLIC_URL>/oauth/discord/callback.',
    'Press Connect here, choose your server and let the bot in.',
  ],
  connect: 'oauth',
  oauth: makeOAuth(restOf),
  globalUsers: true,
  channels: true,
  threads: true,
  receive: (app, io, request, path) => receiveRequest(coreOf(app, io), io, request, path),
  run: (app, io, signal) =>
    asLeader(app, `bots/discord${io.sandbox ? '/sandbox' : ''}`, signal, (ends) =>
      runDiscord(coreOf(app, io), io, () => restOf(io), ends),
    ),
  post: async (io, place, view) => postView(await restOf(io), io, place, view),
  update: async (io, message, view) => updateView(await restOf(io), io, message, view),
  showWorking: async (io, input, view) => showWorking(await restOf(io), io, input, view),
  answer: async (io, input, view) => answerInput(await restOf(io), io, input, view),
  directPlace: async (io, userId) => directPlace(await restOf(io), io, userId),
  listChannels: async (io) => listChannels(await restOf(io), io),
  download,
  health: async (io) => health(await restOf(io), io),
  sandbox: makeDiscordSandbox,
})
