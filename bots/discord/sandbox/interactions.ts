import { randomBytes } from 'node:crypto'
import { modalFault } from './check-modal.ts'
import type { Faults } from './faults.ts'
import type { SandboxGateway } from './gateway.ts'
import { list, object, text } from './json.ts'
import type { Json } from './json.ts'
import { editMessage, makeMessage } from './messages.ts'
import type { Body } from './messages.ts'
import { channelOf, memberOf, messageOf, userOf } from './payloads.ts'
import { problem } from './problems.ts'
import type { Problem } from './problems.ts'
import type { Channel, Guild, Message, Person, World } from './world.ts'

const answerMs = 3_000
const tokenMs = 15 * 60_000

export interface Interaction {
  id: string
  token: string
  type: 2 | 3 | 4 | 5
  person: Person
  channel: Channel
  guild?: Guild
  /** The message whose part was used. */
  message?: Message
  until: number
  state: 'waiting' | 'answered' | 'dead'
  /** The message that `@original` means. */
  original?: Message
  choices?: string[]
  settle: () => void
}

export interface Answer {
  ms: number
  error?: string
  interaction: Interaction
}

export interface Interactions {
  /** Tells the app, and waits for its first answer as long as Discord does. */
  begin(
    what: Pick<Interaction, 'type' | 'person' | 'channel'> & {
      guild?: Guild | undefined
      message?: Message | undefined
    },
    data: Json,
  ): Promise<Answer>
  byId(id: string, token: string): Interaction | undefined
  byToken(token: string): Interaction | undefined
  /** The first answer, by the gateway's way or in the HTTP response. */
  answer(interaction: Interaction, callback: Body): Problem | undefined
}

const silent = 'The application did not respond'

export function makeInteractions(world: World, gateway: SandboxGateway, faults: Faults): Interactions {
  const known = new Map<string, Interaction>()

  const payloadOf = (one: Interaction, data: Json): Json => ({
    id: one.id,
    application_id: world.appId,
    type: one.type,
    token: one.token,
    version: 1,
    data,
    channel_id: one.channel.id,
    channel: channelOf(one.channel),
    locale: 'en-US',
    app_permissions: '562949953421311',
    entitlements: [],
    authorizing_integration_owners: one.guild ? { 0: one.guild.id } : {},
    attachment_size_limit: 10_485_760,
    context: one.guild ? 0 : 1,
    ...(one.guild
      ? { guild_id: one.guild.id, guild_locale: 'en-US', member: memberOf(one.person) }
      : { user: userOf(one.person) }),
    ...(one.message ? { message: messageOf(world, one.message) } : {}),
  })

  /** Discord posts it, and reads the first answer from the response. */
  async function byHttp(one: Interaction, endpoint: string, payload: Json): Promise<void> {
    const times = faults.take('repeat', 'INTERACTION_CREATE') ? 2 : 1
    for (let time = 0; time < times; time += 1) {
      const response = await postSigned(world, endpoint, payload).catch(() => undefined)
      if (response?.status !== 200) continue
      const callback = { fields: object(await response.json()), files: [] }
      if (one.state === 'waiting' && answer(one, callback)) one.state = 'dead'
    }
    if (one.state !== 'answered') one.settle()
  }

  function answer(one: Interaction, { fields, files }: Body): Problem | undefined {
    if (one.state === 'dead') return problem(404, 10_062, 'Unknown interaction')
    if (one.state === 'answered') return problem(400, 40_060, 'Interaction has already been acknowledged.')
    const fault = takeCallback(world, one, Number(fields['type']), { fields: object(fields['data']), files })
    if (fault) return fault
    one.state = 'answered'
    one.settle()
    return undefined
  }

  return {
    async begin(what, data) {
      const began = performance.now()
      let settle: () => void = () => undefined
      const settled = new Promise<void>((resolve) => (settle = resolve))
      const one: Interaction = {
        type: what.type,
        person: what.person,
        channel: what.channel,
        ...(what.guild ? { guild: what.guild } : {}),
        ...(what.message ? { message: what.message } : {}),
        id: world.nextId(),
        token: randomBytes(48).toString('base64url'),
        until: world.clock.now().getTime() + tokenMs,
        state: 'waiting',
        settle,
      }
      if (known.size > 10_000) known.clear()
      known.set(one.token, one)
      const payload = payloadOf(one, data)
      const timer = setTimeout(settle, answerMs)
      if (world.app.endpoint) void byHttp(one, world.app.endpoint, payload)
      else if (gateway.dispatch('INTERACTION_CREATE', payload) === 0) settle()
      await settled
      clearTimeout(timer)
      const failed = one.state !== 'answered'
      if (failed) one.state = 'dead'
      return { ms: performance.now() - began, interaction: one, ...(failed ? { error: silent } : {}) }
    },
    byId: (id, token) => {
      const one = known.get(token)
      return one?.id === id ? one : undefined
    },
    byToken: (token) => {
      const one = known.get(token)
      return one && one.state === 'answered' && world.clock.now().getTime() < one.until ? one : undefined
    },
    answer,
  }
}

export async function postSigned(
  world: World,
  url: string,
  payload: Json,
  signature?: string,
): Promise<Response> {
  const body = JSON.stringify(payload)
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1000))
  return fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Discord-Interactions/1.0 (+https://discord.com)',
      'x-signature-timestamp': timestamp,
      'x-signature-ed25519': signature ?? world.sign(timestamp, body),
    },
    signal: AbortSignal.timeout(answerMs),
  })
}

function takeCallback(world: World, one: Interaction, type: number, body: Body): Problem | undefined {
  const wrong = problem(400, 50_035, 'Invalid Form Body', { path: 'type', reason: 'Not allowed here.' })
  if ((one.type === 4) !== (type === 8)) return wrong
  const isEphemeral = (Number(body.fields['flags'] ?? 0) & 64) !== 0
  const place = { channel: one.channel.id, ...(isEphemeral ? { onlyUser: one.person.id } : {}) }
  switch (type) {
    case 4: {
      const made = makeMessage(world, body, place)
      if ('status' in made) return made
      one.original = made
      return undefined
    }
    case 5:
      one.original = world.addMessage({
        ...place,
        author: world.bot,
        content: 'Parley is thinking …',
        components: [],
        flags: isEphemeral ? 64 | 128 : 128,
        files: [],
      })
      return undefined
    case 6:
      if (!one.message) return wrong
      one.original = one.message
      return undefined
    case 7:
      if (!one.message) return wrong
      one.original = one.message
      return editMessage(world, one.message, body)
    case 8:
      return takeChoices(one, body.fields)
    case 9:
      return one.type === 5 ? wrong : openModal(world, one, body.fields)
    default:
      return wrong
  }
}

function takeChoices(one: Interaction, fields: Json): Problem | undefined {
  const choices = list(fields['choices'])
  const fits = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= 100
  if (choices.length > 25 || !choices.every(({ name, value }) => fits(name) && fits(value)))
    return problem(400, 50_035, 'Invalid Form Body', {
      path: 'data.choices',
      reason: 'Too many or too long.',
    })
  one.choices = choices.map(({ value }) => text(value))
  return undefined
}

function openModal(world: World, one: Interaction, modal: Json): Problem | undefined {
  const fault = modalFault(modal)
  if (fault) return problem(400, 50_035, 'Invalid Form Body', fault)
  world.modals.set(one.person.id, {
    modal,
    channel: one.channel.id,
    ...(one.guild ? { guild: one.guild.id } : {}),
    ...(one.message ? { message: one.message.id } : {}),
  })
  return undefined
}
