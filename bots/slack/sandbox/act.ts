import type { ChatSandboxAction, ChatSandboxResult } from '#contracts/chat-sandbox.ts'
import { invalid } from '#kernel/errors.ts'
import { responseUrl, result, trigger } from './actor.ts'
import type { Actor } from './actor.ts'
import type { Deliveries } from './deliveries.ts'
import { press, submit } from './press.ts'
import { blocksFault } from './check-blocks.ts'
import { parentOf, payloadOf } from './methods.ts'
import { isDirect } from './team.ts'
import type { Block, StoredFile, Team } from './team.ts'
import { botAuthor, personAuthor } from './world.ts'
import type { World } from './world.ts'

/** A person does something in the app. */
export function act(
  world: World,
  deliveries: Deliveries,
  action: ChatSandboxAction,
): Promise<ChatSandboxResult> {
  const team = world.teamById(action.workspace) ?? world.team(action.workspace)
  const person = team.people.find(({ id, name }) => id === action.user || name === action.user)
  if (!person) throw invalid('There is no such person in this workspace.')
  const actor = { world, team, person, channel: action.channel, deliveries }
  switch (action.kind) {
    case 'write':
      return write(actor, action)
    case 'slash':
      return slash(actor, action.text)
    case 'press':
      return press(actor, action)
    case 'submit':
      return submit(actor, action.values)
    case 'start':
      return openHome(actor)
  }
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function envelope({ world, team }: Actor, event: Record<string, unknown>): Record<string, unknown> {
  return {
    token: 'sandbox',
    team_id: team.id,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: world.nextId('Ev'),
    event_time: Math.floor(world.clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: team.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  }
}

async function write(
  actor: Actor,
  action: Extract<ChatSandboxAction, { kind: 'write' }>,
): Promise<ChatSandboxResult> {
  const { world, team, person, channel, deliveries } = actor
  const direct = isDirect(team, channel)
  const files = action.photo ? [samplePhoto(world, team)] : []
  const typed = escape(action.text)
  const message = world.add(team, {
    channel,
    from: personAuthor(person),
    text: action.mention ? `<@${team.botUserId}> ${typed}` : typed,
    files,
    ...(action.thread === undefined ? {} : { thread: action.thread }),
  })
  const event = {
    ...payloadOf(team, message),
    channel,
    channel_type: direct ? 'im' : 'channel',
    event_ts: message.ts,
    client_msg_id: world.nextId('m'),
    ...(files.length > 0 ? { subtype: 'file_share', files: files.map(fileInfo) } : {}),
    ...(action.thread === undefined ? {} : { parent_user_id: parentOf(team, message) }),
  }
  const first = await deliveries.event(envelope(actor, event))
  // A mention in a channel comes as both, with ids of their own.
  if (action.mention && !direct) await deliveries.event(envelope(actor, { ...event, type: 'app_mention' }))
  return { id: message.ts, ...result(first) }
}

const fileInfo = ({ id, name, mime, bytes }: StoredFile) => ({
  id,
  name,
  mimetype: mime,
  size: bytes.byteLength,
})

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

function samplePhoto(world: World, team: Team): StoredFile {
  const file = {
    id: world.nextId('F'),
    name: 'photo.png',
    mime: 'image/png',
    bytes: new Uint8Array(Buffer.from(onePixel, 'base64')),
  }
  team.files.set(file.id, file)
  return file
}

async function slash(actor: Actor, text: string): Promise<ChatSandboxResult> {
  const { world, team, person, channel } = actor
  const known = team.channels.find(({ id }) => id === channel)
  const acknowledged = await actor.deliveries.command({
    token: 'sandbox',
    team_id: team.id,
    team_domain: team.handle,
    channel_id: channel,
    channel_name: known?.name ?? 'directmessage',
    user_id: person.id,
    user_name: person.name.toLowerCase(),
    command: '/parley',
    text,
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl(actor),
    trigger_id: trigger(actor),
  })
  if (!acknowledged.ok) {
    const word = acknowledged.status === 0 ? 'operation_timeout' : 'dispatch_failed'
    return result(acknowledged, `/parley failed with the error “${word}”`)
  }
  const said = readMessageBody(acknowledged.body)
  if (said) world.add(team, { channel, from: botAuthor(team), ...said, onlyUser: person.id })
  return result(acknowledged)
}

/** What the app may answer a command with, in the acknowledgement itself. */
export function readMessageBody(body: unknown): { text: string; blocks: Block[] } | undefined {
  if (typeof body === 'string') return { text: body, blocks: [] }
  if (typeof body !== 'object' || body === null) return undefined
  const { text, blocks } = body as { text?: unknown; blocks?: unknown }
  if (blocksFault(blocks ?? [], 'message')) return undefined
  const words = typeof text === 'string' ? text : ''
  const drawn = (blocks ?? []) as Block[]
  return words === '' && drawn.length === 0 ? undefined : { text: words, blocks: drawn }
}

async function openHome(actor: Actor): Promise<ChatSandboxResult> {
  const { world, team, person, deliveries } = actor
  const home = team.homes.get(person.id)
  const acknowledged = await deliveries.event(
    envelope(actor, {
      type: 'app_home_opened',
      user: person.id,
      channel: person.dm,
      tab: 'home',
      event_ts: world.nextTs(),
      ...(home ? { view: { ...home.view, id: home.id } } : {}),
    }),
  )
  return result(acknowledged)
}
