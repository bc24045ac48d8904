import type { Faults } from './faults.ts'
import { gatewayUrl } from './gateway.ts'
import type { SandboxGateway } from './gateway.ts'
import { postSigned } from './interactions.ts'
import type { Interaction, Interactions } from './interactions.ts'
import { text } from './json.ts'
import type { Json } from './json.ts'
import { editMessage, makeMessage } from './messages.ts'
import type { Body } from './messages.ts'
import { channelOf, guildOf, messageOf, userOf } from './payloads.ts'
import { problem } from './problems.ts'
import type { Problem } from './problems.ts'
import type { Channel, Guild, Message, World } from './world.ts'

export interface Api {
  world: World
  gateway: SandboxGateway
  interactions: Interactions
  faults: Faults
}

/** 204 when there is nothing to say. */
export type Reply = Problem | { status: 200 | 201; body: unknown } | { status: 204; body: null }
export type Handle = (api: Api, ids: string[], body: Body) => Reply | Promise<Reply>

const ok = (body: unknown): Reply => ({ status: 200, body })
const none: Reply = { status: 204, body: null }
const unknownChannel = problem(404, 10_003, 'Unknown Channel')
const unknownMessage = problem(404, 10_008, 'Unknown Message')
const unknownWebhook = problem(404, 10_015, 'Unknown Webhook')
const noAccess = problem(403, 50_001, 'Missing Access')

/** A channel where the bot may be. */
function channelFor(world: World, id: string): Channel | Problem {
  const channel = world.channel(id)
  if (!channel) return unknownChannel
  if (channel.guild !== undefined && !world.guildById(channel.guild)?.joined) return noAccess
  return channel
}

function guildFor(world: World, id: string): Guild | Problem {
  const guild = world.guildById(id)
  return guild?.joined ? guild : problem(404, 10_004, 'Unknown Guild')
}

const isProblem = (value: object): value is Problem => 'status' in value

function own(world: World, [channel = '', id = '']: string[]): Message | Problem {
  const place = channelFor(world, channel)
  if (isProblem(place)) return place
  const message = world.message(channel, id)
  // A private message is reached through its interaction only.
  if (!message || message.onlyUser !== undefined) return unknownMessage
  return message.author.id === world.bot.id
    ? message
    : problem(403, 50_005, 'Cannot edit a message authored by another user')
}

/** `@original` is the first answer. */
function ofWebhook(world: World, one: Interaction, id: string): Message | undefined {
  if (id === '@original') return one.original
  return world.messages.find((message) => message.id === id && message.channel === one.channel.id)
}

function webhook(
  { world, interactions }: Api,
  ids: string[],
): { one: Interaction; message?: Message } | Problem {
  const [app, token = '', id] = ids
  const one = app === world.appId ? interactions.byToken(token) : undefined
  if (!one) return problem(401, 50_027, 'Invalid Webhook Token')
  if (id === undefined) return { one }
  const message = ofWebhook(world, one, id)
  return message ? { one, message } : unknownMessage
}

function tell({ world, gateway }: Api, name: string, message: Message): void {
  if (message.onlyUser !== undefined) return
  const guild = world.channel(message.channel)?.guild
  gateway.dispatch(name, {
    ...messageOf(world, message),
    ...(guild === undefined ? {} : { guild_id: guild }),
  })
}

async function changeApplication(world: World, fields: Json): Promise<Reply> {
  const url = fields['interactions_endpoint_url']
  if (url === null) world.app.endpoint = undefined
  if (typeof url === 'string') {
    const good = await postSigned(world, url, { type: 1 }).catch(() => undefined)
    const pong = good?.status === 200 ? ((await good.json()) as Json) : undefined
    const bad = await postSigned(world, url, { type: 1 }, 'ab'.repeat(64)).catch(() => undefined)
    if (pong?.['type'] !== 1 || bad?.status !== 401) {
      const reason = 'The specified interactions endpoint url could not be verified.'
      return problem(400, 50_035, 'Invalid Form Body', { path: 'interactions_endpoint_url', reason })
    }
    world.app.endpoint = url
  }
  return ok(applicationOf(world))
}

const applicationOf = (world: World): Json => ({
  id: world.appId,
  name: world.bot.name,
  flags: world.app.flags,
  verify_key: world.publicKey,
  interactions_endpoint_url: world.app.endpoint ?? null,
})

function setCommands(guild: Guild, world: World, commands: unknown): Reply {
  const wanted = Array.isArray(commands) ? (commands as Json[]) : []
  const fits = (value: unknown, most: number) =>
    typeof value === 'string' && value.length >= 1 && value.length <= most
  const valid = wanted.every(({ name, description, options }) => {
    const all = Array.isArray(options) ? (options as Json[]) : []
    const order = all.map(({ required }) => Number(required === true))
    return (
      fits(name, 32) &&
      /^[-_'\p{L}\p{N}]+$/u.test(text(name)) &&
      text(name) === text(name).toLowerCase() &&
      fits(description, 100) &&
      all.length <= 25 &&
      all.every((one) => fits(one['name'], 32) && fits(one['description'], 100)) &&
      all.every((one) => !Array.isArray(one['choices']) || one['choices'].length <= 25) &&
      order.every((one, at) => at === 0 || (order[at - 1] ?? 0) >= one)
    )
  })
  if (!valid || wanted.length > 100 || new Set(wanted.map(({ name }) => name)).size !== wanted.length)
    return problem(400, 50_035, 'Invalid Form Body', { path: '0', reason: 'A command is not well formed.' })
  guild.commands = wanted.map((command) => ({
    ...command,
    id: world.nextId(),
    application_id: world.appId,
    guild_id: guild.id,
    version: world.nextId(),
  }))
  return ok(guild.commands)
}

/** Method and path, `:id` for what varies; ids come to the handler in their order. */
export const routes: Record<string, Handle> = {
  'GET /gateway/bot': ({ world }) =>
    ok({
      url: gatewayUrl(world),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
    }),
  'GET /users/@me': ({ world }) => ok(userOf(world.bot)),
  'GET /applications/@me': ({ world }) => ok(applicationOf(world)),
  'PATCH /applications/@me': ({ world }, _ids, { fields }) => changeApplication(world, fields),
  'GET /guilds/:id': ({ world }, [id = '']) => {
    const guild = guildFor(world, id)
    return isProblem(guild) ? guild : ok({ ...guildOf(world, guild), channels: undefined })
  },
  'GET /guilds/:id/channels': ({ world }, [id = '']) => {
    const guild = guildFor(world, id)
    return isProblem(guild) ? guild : ok(guild.channels.filter(({ type }) => type === 0).map(channelOf))
  },
  'GET /applications/:id/guilds/:id/commands': ({ world }, [, id = '']) => {
    const guild = guildFor(world, id)
    return isProblem(guild) ? noAccess : ok(guild.commands)
  },
  'PUT /applications/:id/guilds/:id/commands': ({ world }, [, id = ''], { fields }) => {
    const guild = guildFor(world, id)
    return isProblem(guild) ? noAccess : setCommands(guild, world, fields)
  },
  'POST /users/@me/channels': ({ world }, _ids, { fields }) => {
    const person = world.people.find(({ id }) => id === fields['recipient_id'])
    return person
      ? ok({ id: person.dm, type: 1, recipients: [userOf(person)] })
      : problem(400, 50_033, 'Invalid Recipient(s)')
  },
  'GET /channels/:id': ({ world }, [id = '']) => {
    const channel = channelFor(world, id)
    return isProblem(channel) ? channel : ok(channelOf(channel))
  },
  'GET /channels/:id/messages/:id': ({ world }, [channel = '', id = '']) => {
    const place = channelFor(world, channel)
    if (isProblem(place)) return place
    const message = world.message(channel, id)
    return message && message.onlyUser === undefined ? ok(messageOf(world, message)) : unknownMessage
  },
  'POST /channels/:id/messages': (api, [id = ''], body) => {
    const channel = channelFor(api.world, id)
    if (isProblem(channel)) return channel
    const before = api.world.messages.length
    const made = makeMessage(api.world, body, { channel: id })
    if (isProblem(made)) return made
    if (api.world.messages.length !== before) tell(api, 'MESSAGE_CREATE', made)
    return ok(messageOf(api.world, made))
  },
  'PATCH /channels/:id/messages/:id': (api, ids, body) => {
    const message = own(api.world, ids)
    if (isProblem(message)) return message
    const refused = editMessage(api.world, message, body)
    if (refused) return refused
    tell(api, 'MESSAGE_UPDATE', message)
    return ok(messageOf(api.world, message))
  },
  'DELETE /channels/:id/messages/:id': ({ world }, ids) => {
    const message = own(world, ids)
    if (isProblem(message)) return message
    world.messages.splice(world.messages.indexOf(message), 1)
    return none
  },
  'POST /channels/:id/messages/:id/threads': (api, [channel = '', id = ''], { fields }) => {
    const { world, gateway } = api
    const place = channelFor(world, channel)
    if (isProblem(place)) return place
    const guild = world.guildById(place.guild ?? '')
    if (!guild || !world.message(channel, id)) return unknownMessage
    if (world.channel(id)) return problem(400, 160_004, 'A thread has already been created for this message')
    const thread = openThread(guild, { id, parent: channel, owner: world.bot.id, name: text(fields['name']) })
    gateway.dispatch('THREAD_CREATE', { ...channelOf(thread), newly_created: true })
    return { status: 201, body: channelOf(thread) }
  },
  'POST /interactions/:id/:id/callback': ({ interactions }, [id = '', token = ''], body) => {
    const one = interactions.byId(id, token)
    if (!one) return problem(404, 10_062, 'Unknown interaction')
    return interactions.answer(one, body) ?? none
  },
  'POST /webhooks/:id/:id': (api, ids, body) => {
    const found = webhook(api, ids)
    if (isProblem(found)) return found.body.code === 50_027 ? found : unknownWebhook
    const isEphemeral = (Number(body.fields['flags'] ?? 0) & 64) !== 0
    const { one } = found
    const made = makeMessage(api.world, body, {
      channel: one.channel.id,
      ...(isEphemeral ? { onlyUser: one.person.id } : {}),
    })
    if (isProblem(made)) return made
    tell(api, 'MESSAGE_CREATE', made)
    return ok(messageOf(api.world, made))
  },
  'GET /webhooks/:id/:id/messages/:id': (api, ids) => {
    const found = webhook(api, ids)
    if (isProblem(found)) return found
    return found.message ? ok(messageOf(api.world, found.message)) : unknownMessage
  },
  'PATCH /webhooks/:id/:id/messages/:id': (api, ids, body) => {
    const found = webhook(api, ids)
    if (isProblem(found)) return found
    if (!found.message) return unknownMessage
    return editMessage(api.world, found.message, body) ?? ok(messageOf(api.world, found.message))
  },
  'DELETE /webhooks/:id/:id/messages/:id': (api, ids) => {
    const found = webhook(api, ids)
    if (isProblem(found)) return found
    if (!found.message) return unknownMessage
    api.world.messages.splice(api.world.messages.indexOf(found.message), 1)
    return none
  },
}

export function openThread(
  guild: Guild,
  thread: { id: string; parent: string; owner: string; name: string },
): Channel {
  const made: Channel = { ...thread, type: 11, guild: guild.id }
  guild.channels.push(made)
  return made
}
