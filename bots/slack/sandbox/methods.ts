import { blocksFault, viewFault } from './check-blocks.ts'
import { fileMethods } from './file-methods.ts'
import { hasChannel } from './team.ts'
import type { Block, Message, Team } from './team.ts'
import { botAuthor } from './world.ts'
import type { World } from './world.ts'

export type Params = Record<string, unknown>
export type Answer = { ok: boolean; [key: string]: unknown }
export type Method = (world: World, team: Team, params: Params) => Answer

export const no = (error: string, detail?: string): Answer => ({
  ok: false,
  error,
  ...(detail ? { errors: [detail], response_metadata: { messages: [`[ERROR] ${detail}`] } } : {}),
})

export const text = (params: Params, key: string): string => {
  const value = params[key]
  return typeof value === 'string' ? value : ''
}

/** The methods of Slack's Web API that a bot token calls. */
export const methods: Record<string, Method> = {
  'auth.test': (world, team) => ({
    ok: true,
    url: `https://${team.handle}.slack.com/`,
    team: team.name,
    user: 'parley',
    team_id: team.id,
    user_id: team.botUserId,
    bot_id: team.botId,
    app_id: world.appId,
    is_enterprise_install: false,
  }),
  'users.info': usersInfo,
  'conversations.open': (_world, team, params) => {
    const person = team.people.find(({ id }) => id === text(params, 'users'))
    return person ? { ok: true, channel: { id: person.dm } } : no('user_not_found')
  },
  'conversations.list': (_world, team) => ({
    ok: true,
    channels: team.channels.map((channel) => ({
      ...channel,
      is_channel: true,
      is_private: false,
      is_member: true,
    })),
    response_metadata: { next_cursor: '' },
  }),
  'conversations.history': (_world, team, params) => listMessages(team, params, undefined),
  'conversations.replies': (_world, team, params) => listMessages(team, params, text(params, 'ts')),
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': updateMessage,
  'views.open': openView,
  'views.publish': publishView,
  ...fileMethods,
}

function usersInfo(_world: World, team: Team, params: Params): Answer {
  const person = team.people.find(({ id }) => id === text(params, 'user'))
  if (!person) return no('user_not_found')
  const { id, name, email } = person
  return {
    ok: true,
    user: {
      id,
      team_id: team.id,
      name: name.toLowerCase(),
      real_name: name,
      deleted: false,
      is_bot: false,
      is_email_confirmed: true,
      profile: { real_name: name, display_name: name, email },
    },
  }
}

function listMessages(team: Team, params: Params, thread: string | undefined): Answer {
  const channel = text(params, 'channel')
  if (!hasChannel(team, channel)) return no('channel_not_found')
  const limit = Math.min(15, Number(params['limit'] ?? 15))
  const found = team.messages
    .filter((one) => one.channel === channel && one.onlyUser === undefined)
    .filter((one) =>
      thread === undefined ? one.thread === undefined : one.thread === thread || one.ts === thread,
    )
    .filter((one) => Number(one.ts) >= Number(params['oldest'] ?? 0))
  const whole = String(params['include_all_metadata']) === 'true'
  const messages = found
    .toReversed()
    .slice(0, limit)
    .map((one) => ({ ...payloadOf(team, one), ...(whole ? { metadata: one.metadata } : {}) }))
  return { ok: true, messages, has_more: found.length > limit }
}

/** A message as it stands in Slack's payloads. */
export const payloadOf = (team: Team, message: Message): Record<string, unknown> => ({
  type: 'message',
  ts: message.ts,
  text: message.text,
  user: message.from.user,
  team: team.id,
  ...(message.from.bot ? { bot_id: team.botId } : {}),
  ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
  ...(message.thread === undefined
    ? {}
    : { thread_ts: message.thread, parent_user_id: parentOf(team, message) }),
})

export const parentOf = (team: Team, { channel, thread }: Pick<Message, 'channel' | 'thread'>): string =>
  team.messages.find((one) => one.channel === channel && one.ts === thread)?.from.user ?? team.botUserId

/** What a message says, or why Slack would not take it. */
function contentOf(team: Team, params: Params): { text: string; blocks: Block[] } | Answer {
  const blocks = params['blocks'] ?? []
  const words = text(params, 'text')
  if (Array.isArray(blocks) && blocks.length === 0 && words.trim() === '') return no('no_text')
  if (words.length > 40_000) return no('msg_too_long')
  const fault = blocksFault(blocks, 'message')
  if (fault) return no(...fault)
  const content = { text: words, blocks: blocks as Block[] }
  return hasFiles(team, content.blocks) ? content : no('invalid_blocks', 'invalid slack file')
}

/** A picture can be shown once Slack has taken it over. */
const hasFiles = (team: Team, blocks: Block[]): boolean =>
  blocks.every(({ type, slack_file: file }) => {
    if (type !== 'image') return true
    return typeof file === 'object' && file !== null && 'id' in file && team.files.has(String(file.id))
  })

function placeOf(team: Team, params: Params): { channel: string; thread?: string } | Answer {
  const asked = text(params, 'channel')
  const channel = team.people.find(({ id }) => id === asked)?.dm ?? asked
  if (!hasChannel(team, channel)) return no('channel_not_found')
  const thread = text(params, 'thread_ts')
  return thread === '' ? { channel } : { channel, thread }
}

function postMessage(world: World, team: Team, params: Params): Answer {
  const place = placeOf(team, params)
  if ('ok' in place) return place
  const content = contentOf(team, params)
  if ('ok' in content) return content
  const message = world.add(team, {
    ...place,
    ...content,
    from: botAuthor(team),
    metadata: params['metadata'],
  })
  return { ok: true, channel: place.channel, ts: message.ts, message: payloadOf(team, message) }
}

function postEphemeral(world: World, team: Team, params: Params): Answer {
  const place = placeOf(team, params)
  if ('ok' in place) return place
  const user = text(params, 'user')
  if (!team.people.some(({ id }) => id === user)) return no('user_not_in_channel')
  const content = contentOf(team, params)
  if ('ok' in content) return content
  const message = world.add(team, { ...place, ...content, from: botAuthor(team), onlyUser: user })
  return { ok: true, message_ts: message.ts }
}

function updateMessage(_world: World, team: Team, params: Params): Answer {
  const channel = text(params, 'channel')
  if (!hasChannel(team, channel)) return no('channel_not_found')
  const message = team.messages.find((one) => one.channel === channel && one.ts === text(params, 'ts'))
  // What only one person sees cannot be changed by this method.
  if (!message || message.onlyUser !== undefined) return no('message_not_found')
  if (!message.from.bot) return no('cant_update_message')
  const content = contentOf(team, params)
  if ('ok' in content) return content
  Object.assign(message, content, { edited: true })
  return { ok: true, channel, ts: message.ts, text: message.text }
}

function openView(world: World, team: Team, params: Params): Answer {
  const id = text(params, 'trigger_id')
  const trigger = world.triggers.get(id)
  if (!trigger || trigger.team !== team) return no('invalid_trigger_id')
  if (trigger.until < world.clock.now().getTime()) return no('expired_trigger_id')
  const fault = viewFault(params['view'], 'modal')
  if (fault) return no(...fault)
  world.triggers.delete(id)
  const view = storeView(world, team, params['view'])
  team.modals.set(trigger.user, view)
  return { ok: true, view: { ...view.view, id: view.id, hash: view.hash } }
}

function publishView(world: World, team: Team, params: Params): Answer {
  const user = text(params, 'user_id')
  if (!team.people.some(({ id }) => id === user)) return no('invalid_arguments', 'user_id')
  const fault = viewFault(params['view'], 'home')
  if (fault) return no(...fault)
  const view = storeView(world, team, params['view'])
  team.homes.set(user, view)
  return { ok: true, view: { ...view.view, id: view.id, hash: view.hash } }
}

/** As Slack gives it back: every block has an id. */
function storeView(world: World, team: Team, given: unknown) {
  const view = given as { blocks: Block[] }
  const blocks = view.blocks.map((block, at): Block => ({ block_id: `b${at}`, ...block }))
  const id = world.nextId('V')
  return { id, hash: `${world.nextTs()}.h`, view: { ...view, team_id: team.id, blocks }, blocks }
}
