import { setTimeout as wait } from 'node:timers/promises'
import { droppedStatus } from '#contracts/sandbox.ts'
import type { ChatSandbox, ChatSandboxOptions, ChatSandboxResult } from '#contracts/chat-sandbox.ts'
import { act, typeOption } from './act.ts'
import { consentPage, exchangeCode } from './consent-page.ts'
import { drawForm, drawMessage } from './draw-message.ts'
import { makeFaults } from './faults.ts'
import { makeGateway } from './gateway.ts'
import { makeInteractions } from './interactions.ts'
import { readBody } from './messages.ts'
import { guildOf } from './payloads.ts'
import { makeRates } from './rates.ts'
import { routes } from './routes.ts'
import type { Api, Reply } from './routes.ts'
import { makeWorld } from './world.ts'
import type { Guild } from './world.ts'

export interface DiscordSandbox extends ChatSandbox {
  /** What Discord offers while an option is typed. */
  type(at: {
    user: string
    channel: string
    command: string
    option: string
    typed: string
  }): Promise<ChatSandboxResult>
  /** How many gateway connections stand. */
  connected(): number
  /** As Discord does it: asks to reconnect, or ends the session. */
  cut(how: 'close' | 'reconnect' | 'invalid'): void
  /** Takes the bot out of a server. */
  kick(handle: string): void
  /** The commands of a server. */
  commands(handle: string): string[]
  sign(timestamp: string, body: string): string
  /** Forbids or allows the bot to read what is not said to it. */
  allowContent(allowed: boolean): void
}

const mostCalls = 5_000

/** Discord, for as many servers as there are handles. */
export function makeDiscordSandbox(options: ChatSandboxOptions): DiscordSandbox {
  const { url, clock } = options
  const world = makeWorld(options)
  const faults = makeFaults()
  const gateway = makeGateway(world, faults)
  const interactions = makeInteractions(world, gateway, faults)
  const api: Api = { world, gateway, interactions, faults }
  const rates = makeRates(clock)
  const calls: ReturnType<ChatSandbox['calls']> = []
  const prefix = new URL(url).pathname.replace(/\/$/, '')

  function note(method: string, { status, body }: { status: number; body: unknown }): void {
    const error = status < 400 ? {} : { error: JSON.stringify(body).slice(0, 500) }
    calls.push({ method, at: clock.now().getTime(), ok: status < 400, ...error })
    if (calls.length > mostCalls) calls.shift()
  }

  function join(guild: Guild): Guild {
    if (!guild.joined) {
      guild.joined = true
      gateway.dispatch('GUILD_CREATE', guildOf(world, guild))
    }
    return guild
  }

  async function call(request: Request, path: string): Promise<Response> {
    const found = match(request.method, path)
    const method = found?.method ?? `${request.method} ${path}`
    if (!found) {
      note(method, { status: 404, body: 'no such route' })
      return Response.json({ message: '404: Not Found', code: 0 }, { status: 404 })
    }
    const late = faults.take('delay', method)
    if (late) await wait(late.ms)
    const limited = faults.take('rate_limit', method)
    if (limited) return tooMany(method, limited.retryAfterSeconds, false, {})
    if (faults.take('server_error', method)) {
      note(method, { status: 503, body: 'upstream' })
      return new Response('upstream connect error', { status: 503 })
    }
    const needsToken = !/^\S+ \/(interactions|webhooks)\//.test(method)
    const hasToken = request.headers.get('authorization') === `Bot ${world.botToken}`
    if ((needsToken && !hasToken) || faults.take('revoked', method)) {
      note(method, { status: 401, body: 'token' })
      return Response.json({ message: '401: Unauthorized', code: 0 }, { status: 401 })
    }
    const { headers, wait: seconds, global } = rates(method, majorOf(method, found.ids))
    if (seconds !== undefined) return tooMany(method, seconds, global, headers)
    const body = await readBody(request)
    const reply: Reply = 'status' in body ? body : await found.handle(api, found.ids, body)
    note(method, reply)
    if (faults.take('drop_answer', method)) return new Response(null, { status: droppedStatus })
    if (reply.status === 204) return new Response(null, { status: 204, headers })
    return Response.json(reply.body, { status: reply.status, headers })
  }

  function tooMany(
    method: string,
    seconds: number,
    global: boolean,
    headers: Record<string, string>,
  ): Response {
    const body = { message: 'You are being rate limited.', retry_after: seconds, global }
    note(method, { status: 429, body })
    return Response.json(body, {
      status: 429,
      headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': 'user', ...headers },
    })
  }

  async function exchange(request: Request): Promise<Response> {
    const { status, body, handle } = exchangeCode(world, new URLSearchParams(await request.text()))
    note('POST /oauth2/token', { status, body })
    if (handle !== undefined) join(world.guild(handle))
    return Response.json(body, { status })
  }

  function file(id: string): Response {
    const found = world.files.get(id)
    if (!found) return new Response('This content is no longer available.', { status: 404 })
    const headers = {
      'content-type': found.mime,
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment',
    }
    return new Response(Buffer.from(found.bytes), { headers })
  }

  return {
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url)
      const path = decodeURIComponent(pathname.slice(prefix.length))
      if (path === '/oauth2/authorize') return consentPage(world, searchParams)
      if (path.startsWith('/cdn/')) return file(path.split('/')[2] ?? '')
      if (path === '/api/v10/oauth2/token' && request.method === 'POST') return exchange(request)
      const rest = /^\/api\/v10(\/.*)$/.exec(path)?.[1]
      return rest === undefined ? new Response('Not found', { status: 404 }) : call(request, rest)
    },
    upgrade: (request, socket, head) => gateway.upgrade(request, socket, head),
    env: {
      DISCORD_API_URL: `${url}/api`,
      DISCORD_APPLICATION_ID: world.appId,
      DISCORD_CLIENT_SECRET: world.clientSecret,
      DISCORD_BOT_TOKEN: world.botToken,
      DISCORD_PUBLIC_KEY: world.publicKey,
    },
    workspace(handle) {
      const { id, name, channels } = join(world.guild(handle))
      return {
        externalId: id,
        name,
        credentials: {},
        people: world.people.map((person) => ({ id: person.id, name: person.name })),
        channels: channels
          .filter(({ type }) => type === 0)
          .map((channel) => ({ id: channel.id, name: `#${channel.name}` })),
        direct: (user) => world.people.find((person) => person.id === user)?.dm ?? '',
      }
    },
    act: (action) => act(api, action),
    messages: (_workspace, channel, user) =>
      world.messages
        .filter((one) => one.channel === channel || world.channel(one.channel)?.parent === channel)
        .filter((one) => (one.onlyUser ?? user) === user)
        .map((one) => drawMessage(world, one)),
    form(_workspace, user) {
      const open = world.modals.get(user)
      return open && drawForm(open)
    },
    fault(fault) {
      if (fault.kind === 'disconnect') gateway.cut()
      else faults.add(fault)
    },
    calls: () => [...calls],
    type: (at) => typeOption(api, at),
    connected: () => gateway.connected(),
    cut: (how) => gateway.cut(how),
    kick(handle) {
      const guild = world.guild(handle)
      guild.joined = false
      gateway.dispatch('GUILD_DELETE', { id: guild.id })
    },
    commands: (handle) => world.guild(handle).commands.map(({ name }) => String(name)),
    sign: (timestamp, body) => world.sign(timestamp, body),
    allowContent: (allowed) => void (world.app.flags = allowed ? 1 << 19 : 0),
    close: () => gateway.close(),
  }
}

/** The channel, server or webhook that a rate limit belongs to. */
const majorOf = (method: string, ids: string[]): string =>
  /^\S+ \/webhooks\//.test(method) ? ids.slice(0, 2).join('/') : (ids[0] ?? '')

const patterns = Object.entries(routes).map(([method, handle]) => {
  const [verb = '', path = ''] = method.split(' ')
  return { method, handle, verb, pattern: new RegExp(`^${path.replaceAll(':id', '([^/]+)')}$`) }
})

function match(verb: string, path: string) {
  for (const { method, handle, verb: own, pattern } of patterns) {
    const ids = own === verb ? pattern.exec(path)?.slice(1) : undefined
    if (ids) return { method, handle, ids }
  }
  return undefined
}
