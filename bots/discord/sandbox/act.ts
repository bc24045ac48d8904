import type { ChatSandboxAction, ChatSandboxResult } from '#contracts/chat-sandbox.ts'
import { invalid } from '#kernel/errors.ts'
import { list, object, text } from './json.ts'
import type { Json } from './json.ts'
import { channelOf, memberOf, messageOf } from './payloads.ts'
import { openThread } from './routes.ts'
import type { Api } from './routes.ts'
import type { Answer } from './interactions.ts'
import { readSlash } from './read-slash.ts'
import type { Channel, Guild, Message, Person } from './world.ts'

interface Actor extends Api {
  person: Person
  channel: Channel
  guild: Guild | undefined
}

/** A person does something in the app. */
export function act(api: Api, action: ChatSandboxAction): Promise<ChatSandboxResult> {
  const { world } = api
  const person = world.people.find(({ id, name }) => id === action.user || name === action.user)
  if (!person) throw invalid('There is no such person on this server.')
  const channel = world.channel(action.channel)
  if (!channel) throw invalid('There is no such channel on this server.')
  const actor = { ...api, person, channel, guild: world.guildById(channel.guild ?? '') }
  switch (action.kind) {
    case 'write':
      return write(actor, action)
    case 'slash':
      return slash(actor, action.text)
    case 'press':
      return press(actor, action.message, action.button)
    case 'submit':
      return submit(actor, action.values)
    case 'start':
      return Promise.resolve(failed('Discord has no such links: connect by the invite.'))
  }
}

const failed = (error: string): ChatSandboxResult => ({ acknowledgedMs: 0, error })

const resultOf = ({ ms, error }: Answer): ChatSandboxResult => ({
  acknowledgedMs: ms,
  ...(error === undefined ? {} : { error }),
})

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** The gateway tells of it and expects nothing back. */
async function write(
  actor: Actor,
  action: Extract<ChatSandboxAction, { kind: 'write' }>,
): Promise<ChatSandboxResult> {
  const { world, person, guild, gateway } = actor
  const channel = action.thread === undefined ? actor.channel : threadFor(actor, action.thread)
  if (!channel) return failed('There is no such thread.')
  const file = action.photo
    ? world.addFile('photo.png', 'image/png', Buffer.from(onePixel, 'base64'))
    : undefined
  const message = world.addMessage({
    channel: channel.id,
    author: { id: person.id, name: person.name, bot: false },
    content: action.mention ? `<@${world.bot.id}> ${action.text}` : action.text,
    components: [],
    flags: 0,
    files: file ? [file] : [],
  })
  const { user: _user, ...member } = memberOf(person)
  const heard = gateway.dispatch('MESSAGE_CREATE', {
    ...messageOf(world, message),
    channel_type: channel.type,
    ...(guild ? { guild_id: guild.id, member } : {}),
  })
  return { id: message.id, acknowledgedMs: 0, ...(heard === 0 ? { error: 'Parley is offline' } : {}) }
}

/** A person opens one on a message by answering it. */
function threadFor({ world, channel, guild, person, gateway }: Actor, id: string): Channel | undefined {
  const known = world.channel(id)
  if (known) return known
  if (!guild || !world.message(channel.id, id)) return undefined
  const thread = openThread(guild, { id, parent: channel.id, owner: person.id, name: 'Thread' })
  gateway.dispatch('THREAD_CREATE', { ...channelOf(thread), newly_created: true })
  return thread
}

async function slash(actor: Actor, line: string): Promise<ChatSandboxResult> {
  const { guild, person, channel, interactions } = actor
  if (!guild?.joined) return failed('There are no commands here. Write to the bot instead.')
  const read = readSlash(guild.commands, line)
  if ('error' in read) return failed(read.error)
  const { command, options } = read
  const data = { id: command['id'], name: command['name'], type: 1, guild_id: guild.id, options }
  return resultOf(await interactions.begin({ type: 2, person, channel, guild }, data))
}

/** What Discord offers while an option is typed. */
export async function typeOption(
  api: Api,
  at: { user: string; channel: string; command: string; option: string; typed: string },
): Promise<ChatSandboxResult> {
  const person = api.world.people.find(({ id }) => id === at.user)
  const channel = api.world.channel(at.channel)
  const guild = api.world.guildById(channel?.guild ?? '')
  const command = guild?.commands.find(({ name }) => name === at.command)
  if (!person || !channel || !guild || !command) return failed('There is no such command here.')
  const options = [{ name: at.option, type: 3, value: at.typed, focused: true }]
  const data = { id: command['id'], name: at.command, type: 1, guild_id: guild.id, options }
  const answer = await api.interactions.begin({ type: 4, person, channel, guild }, data)
  return { ...resultOf(answer), choices: answer.interaction.choices ?? [] }
}

const controlsOf = (components: Json[]): Json[] =>
  components.flatMap((one) =>
    Array.isArray(one['components']) ? controlsOf(list(one['components'])) : [one],
  )

/** The message in this channel, or in a thread of it, that this person sees. */
function findMessage({ world, channel, person }: Actor, id: string): Message | undefined {
  return world.messages.find((message) => {
    const place = world.channel(message.channel)
    const isHere = message.channel === channel.id || place?.parent === channel.id
    return message.id === id && isHere && (message.onlyUser ?? person.id) === person.id
  })
}

async function press(actor: Actor, messageId: string, button: string): Promise<ChatSandboxResult> {
  const { world, person, interactions, channel, guild } = actor
  const message = findMessage(actor, messageId)
  const [menu = '', value] = button.split('|')
  const control = message && controlsOf(message.components).find((one) => one['custom_id'] === menu)
  if (!message || !control) return failed('This button is not there any more.')
  const data = {
    id: 1,
    custom_id: menu,
    component_type: control['type'],
    ...(value === undefined ? {} : { values: [value] }),
  }
  const place = world.channel(message.channel) ?? channel
  return resultOf(await interactions.begin({ type: 3, person, channel: place, guild, message }, data))
}

async function submit(actor: Actor, values: Record<string, string>): Promise<ChatSandboxResult> {
  const { world, person, interactions } = actor
  const open = world.modals.get(person.id)
  if (!open) return failed('No form is open.')
  const labels = list(open.modal['components'])
  const missing = labels.find((label) => {
    const input = object(label['component'])
    return input['required'] !== false && !values[text(input['custom_id'])]
  })
  if (missing) {
    open.error = `${text(missing['label'])}: this field is required`
    return failed(open.error)
  }
  const components = labels.map((label, at) => {
    const { type, custom_id: name } = object(label['component'])
    const value = values[text(name)] ?? ''
    const sent = type === 3 ? { values: value === '' ? [] : [value] } : { value }
    return { type: 18, id: at * 2 + 1, component: { type, id: at * 2 + 2, custom_id: name, ...sent } }
  })
  const channel = world.channel(open.channel) ?? actor.channel
  const message = open.message === undefined ? undefined : findMessage({ ...actor, channel }, open.message)
  const data = { custom_id: open.modal['custom_id'], components }
  const answer = await interactions.begin(
    { type: 5, person, channel, guild: world.guildById(open.guild ?? ''), message },
    data,
  )
  if (answer.error === undefined) world.modals.delete(person.id)
  else open.error = 'Something went wrong. Try again.'
  return resultOf(answer)
}
