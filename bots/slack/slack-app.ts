import type { App as Bolt, AuthorizeResult, ReceiverEvent } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { ChatInput, SurfaceIo } from '#contracts/surface.ts'
import { errorText } from '#kernel/errors.ts'
import { clientOptions, makeClient } from './client.ts'
import type { Core, Workspace } from './core.ts'
import { formOrigin, formView, readForm } from './form-view.ts'
import { personOf } from './person.ts'
import * as read from './read-input.ts'
import * as schema from './schema.ts'
import { sdkLogger } from './sdk-logger.ts'

/** While Slack waits for us there is no time for a slow answer of its own. */
const personTimeoutMs = 800

const sorry = 'Parley could not take this just now. Please try again in a moment.'
const notConnected =
  'This workspace is not connected to Parley. A member of your team can connect it in Parley under Settings → Chats.'

class UnknownWorkspaceError extends Error {}

export type BoltReceiver = NonNullable<ConstructorParameters<typeof Bolt>[0]>['receiver']

/**
 * Bolt with our listeners: each act is read, committed and only then acknowledged, whichever receiver it came
 * through. What takes longer happens in the core's job.
 */
export async function makeSlackApp(
  io: SurfaceIo,
  core: Core,
  receiver: NonNullable<BoltReceiver>,
): Promise<Bolt> {
  const { App } = await import('@slack/bolt')
  const app = new App({
    receiver,
    authorize: (source) => authorize(core, source.teamId),
    convoStore: false,
    logger: sdkLogger(io.log),
    clientOptions: clientOptions(io),
  })
  const listen = { io, core, take: (input: read.ReadInput, team: Team) => take(io, core, input, team) }
  listenToEvents(app, listen)
  listenToCommands(app, listen)
  listenToButtons(app, listen)
  listenToForms(app, listen)
  ackAfterCommit(app, io)
  return app
}

interface Listen {
  io: SurfaceIo
  core: Core
  take: (input: read.ReadInput, team: Team) => Promise<void>
}

interface Team {
  id: string
  workspace: Workspace | undefined
}

async function authorize(core: Core, teamId: string | undefined): Promise<AuthorizeResult> {
  const workspace = teamId === undefined ? undefined : await core.workspaceOf(teamId)
  const { botToken, botUserId, botId } = workspace?.credentials ?? {}
  if (!workspace || !botToken)
    throw new UnknownWorkspaceError('No organisation has connected this workspace.')
  const bot = { ...(botUserId ? { botUserId } : {}), ...(botId ? { botId } : {}) }
  return { teamId: workspace.externalId, botToken, ...bot, workspace }
}

/** Bolt acknowledges events before its listeners ran; an event that was not committed must come again. */
function ackAfterCommit(app: Bolt, io: SurfaceIo): void {
  const dispatch = app.processEvent.bind(app)
  app.processEvent = async (event: ReceiverEvent) => {
    const isEvent = event.body['event'] !== undefined
    const isCommand = event.body['command'] !== undefined
    try {
      await dispatch(isEvent ? { ...event, ack: () => Promise.resolve() } : event)
    } catch (error) {
      const unknown = originalOf(error) instanceof UnknownWorkspaceError
      if (!unknown) io.log.warn({ reason: errorText(error) }, 'an act on Slack could not be taken in')
      if (!unknown && isEvent) throw error
      if (!isEvent && isCommand)
        return event.ack({ response_type: 'ephemeral', text: unknown ? notConnected : sorry })
      if (!unknown) throw error
    }
    if (isEvent) await event.ack()
  }
}

const originalOf = (error: unknown): unknown =>
  error instanceof Error && 'original' in error ? error.original : error

async function take(io: SurfaceIo, core: Core, input: read.ReadInput, team: Team): Promise<void> {
  const { userId, userName, ...rest } = input
  const user = team.workspace
    ? await person(io, core, team.workspace, userId, userName)
    : { id: userId, name: userName ?? userId }
  await core.receive({
    ...rest,
    surface: 'slack',
    sandbox: io.sandbox,
    workspace: team.id,
    user,
    at: io.clock.now().toISOString(),
  })
}

async function person(
  io: SurfaceIo,
  core: Core,
  workspace: Workspace,
  userId: string,
  userName: string | undefined,
): Promise<ChatInput['user']> {
  const client = await makeClient(io, workspace.credentials['botToken'], { timeoutMs: personTimeoutMs })
  const name = userName === undefined ? {} : { userName }
  return personOf(client, workspace, { userId, ...name, cache: core.cache, log: io.log })
}

/** `context` carries what `authorize` returned. */
const teamOf = (context: { teamId?: string | undefined; [key: string]: unknown }): Team => ({
  id: context.teamId ?? '',
  workspace: context['workspace'] as Workspace | undefined,
})

function listenToEvents(app: Bolt, { core, take: keep }: Listen): void {
  const spoken = async (event: unknown, context: { botUserId?: string; teamId?: string }) => {
    const input = read.readMessage(schema.messageEvent.parse(event), context.botUserId ?? '')
    if (input) await keep(input, teamOf(context))
  }
  app.event('message', ({ event, context }) => spoken(event, context))
  app.event('app_mention', ({ event, context }) => spoken(event, context))
  app.event('app_home_opened', async ({ event, context }) => {
    const opened = schema.homeOpened.parse(event)
    if (opened.tab === 'home') await keep(read.readHome(opened, core.homeCommand), teamOf(context))
  })
  app.event('app_uninstalled', ({ body, context }) =>
    keep(read.readRemoved(body.team_id, body.event_id), teamOf(context)),
  )
  app.event('tokens_revoked', async ({ event, body, context }) => {
    const bots = schema.tokensRevoked.parse(event).tokens.bot ?? []
    if (bots.length > 0) await keep(read.readRemoved(body.team_id, body.event_id), teamOf(context))
  })
}

function listenToCommands(app: Bolt, { take: keep }: Listen): void {
  app.command(/.*/, async ({ body, context, ack }) => {
    await keep(read.readCommand(schema.slashCommand.parse(body)), teamOf(context))
    await ack()
  })
  app.shortcut(/.*/, async ({ body, context, ack }) => {
    const message = schema.messageShortcut.safeParse(body)
    const input = message.success ? read.readShortcut(message.data) : undefined
    if (input) await keep(input, teamOf(context))
    await ack()
  })
}

function listenToButtons(app: Bolt, listen: Listen): void {
  app.action(/.*/, async ({ body, context, client, ack }) => {
    const press = schema.blockActions.parse(body)
    const pressed = read.pressedAction(press)
    const team = teamOf(context)
    if (pressed?.asks && (await openForm(listen, press, pressed.id, team, client, ack))) return
    const input = pressed && read.readPress(press, pressed)
    if (input) await listen.take(input, team)
    await ack()
  })
  app.options(/.*/, ({ ack }) => ack({ options: [] }))
}

/** True when the button asked for something: its form stands open, or the person was told why not. */
async function openForm(
  { io, core }: Listen,
  press: schema.BlockActions,
  button: string,
  team: Team,
  client: WebClient,
  ack: () => Promise<void>,
): Promise<boolean> {
  if (!team.workspace || press.trigger_id === undefined) return false
  const user = await person(io, core, team.workspace, press.user.id, press.user.name)
  const form = await core.formFor({ button, user, workspace: team.id })
  if (!form) return false
  await ack()
  try {
    await client.views.open({ trigger_id: press.trigger_id, view: formView(form, read.originOf(press)) })
  } catch (error) {
    io.log.warn({ reason: errorText(error) }, 'a form could not be opened on Slack')
    const { channel, direct } = read.originOf(press)
    const text = 'The form did not open. Please press the button again.'
    if (channel && !direct) await client.chat.postEphemeral({ channel, user: press.user.id, text })
    else await client.chat.postMessage({ channel: channel ?? press.user.id, text })
  }
  return true
}

function listenToForms(app: Bolt, { take: keep }: Listen): void {
  app.view(/.*/, async ({ body, context, ack }) => {
    const submitted = schema.viewSubmission.parse(body)
    const { values, errors } = readForm(submitted.view)
    if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors })
    const origin = formOrigin.parse(JSON.parse(submitted.view.private_metadata))
    await keep(read.readSubmit(submitted, origin, values), teamOf(context))
    await ack()
  })
}
