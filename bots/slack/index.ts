import type { App as Bolt } from '@slack/bolt'
import { defineSurface } from '#contracts/surface.ts'
import type { SurfaceIo } from '#contracts/surface.ts'
import type { App } from '#kernel/app.ts'
import { formFor } from '#bots/core/form-for.ts'
import { receive } from '#bots/core/receive.ts'
import { listWorkspaces, workspaceOf } from '#bots/core/workspaces.ts'
import type { Core } from './core.ts'
import { answerInput, directPlace, postView, updateView } from './deliver.ts'
import { download, health, listChannels } from './look.ts'
import { oauth } from './oauth.ts'
import { receiveRequest } from './receive.ts'
import { makeSlackSandbox } from './sandbox/index.ts'
import { makeSlackApp } from './slack-app.ts'
import { runSocketMode } from './socket-mode.ts'
import { makeUploads } from './upload.ts'

const coreOf = (app: App, io: SurfaceIo): Core => ({
  receive: (input) => receive(app, input),
  formFor: (press) => formFor(app, 'slack', io.sandbox, press),
  workspaceOf: (teamId) => workspaceOf(app, 'slack', io.sandbox, teamId),
  homeCommand: app.commands.has('home') ? 'home' : 'help',
  cache: app.cache,
})

/** Our own receiver: requests come through the server, so there is nothing to start or stop. */
const quietReceiver = {
  init: () => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

/** One Bolt for all workspaces of a process, and one for those of the sandbox. */
function makeBolts() {
  const bolts = new WeakMap<App, Map<boolean, Promise<Bolt>>>()
  return (app: App, io: SurfaceIo): Promise<Bolt> => {
    const made = bolts.get(app) ?? new Map<boolean, Promise<Bolt>>()
    bolts.set(app, made)
    const bolt = made.get(io.sandbox) ?? makeSlackApp(io, coreOf(app, io), quietReceiver)
    made.set(io.sandbox, bolt)
    return bolt
  }
}

const boltOf = makeBolts()
const uploads = makeUploads()

export const surface = defineSurface({
  id: 'slack',
  name: 'Slack',
  summary: 'Draft, approve and answer customers from Slack: slash command, mentions, buttons and forms.',
  env: {
    SLACK_CLIENT_ID: 'Client id of your Slack app.',
    SLACK_CLIENT_SECRET: 'Client secret of your Slack app.',
    SLACK_SIGNING_SECRET: 'Proves that a request comes from Slack.',
    SLACK_APP_TOKEN: 'App-level token (xapp-…): Socket Mode, for servers that Slack cannot reach.',
    SLACK_BOT_TOKEN: 'Bot token (xoxb-…) of one workspace, in place of client id and secret.',
    SLACK_API_URL: 'Base URL of the API; https://slack.com/api by default.',
  },
  needs: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
  orNeeds: [
    ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
    ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'],
    ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_APP_TOKEN'],
  ],
  guide: [
    'Create an app at api.slack.com/apps from the manifest in bots/slack/README.md.',
    'Copy its client id, client secret and signing secret into SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET.',
    'Press Connect here and allow Parley in your workspace.',
    'Invite the bot to the channels where it shall post: /invite @parley.',
  ],
  connect: 'oauth',
  oauth,
  channels: true,
  threads: true,
  receive: (app, io, request, path) => receiveRequest(io, request, path, () => boltOf(app, io)),
  async run(app, io, signal) {
    const appToken = io.env['SLACK_APP_TOKEN']
    if (appToken) {
      await runSocketMode(io, appToken, signal, (receiver) => makeSlackApp(io, coreOf(app, io), receiver))
    } else if (!io.sandbox || (await listWorkspaces(app, 'slack', true)).length > 0) {
      // The library takes most of a second to load: better now than while Slack waits.
      await boltOf(app, io)
    }
  },
  post: (io, place, view) => postView(io, uploads, place, view),
  update: (io, message, view) => updateView(io, uploads, message, view),
  answer: (io, input, view) => answerInput(io, uploads, input, view),
  directPlace,
  listChannels,
  download,
  health,
  sandbox: makeSlackSandbox,
})
