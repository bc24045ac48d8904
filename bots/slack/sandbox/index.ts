import { droppedStatus } from '#contracts/sandbox.ts'
import type { ChatSandbox, ChatSandboxOptions, ChatSandboxWorkspace } from '#contracts/chat-sandbox.ts'
import { act, readMessageBody } from './act.ts'
import { homeChannel } from './press.ts'
import { consentPage } from './consent-page.ts'
import { makeDeliveries } from './deliveries.ts'
import { drawForm, drawMessage } from './draw-message.ts'
import { makeFaults } from './faults.ts'
import type { Faults } from './faults.ts'
import { methods, no } from './methods.ts'
import type { Answer, Params } from './methods.ts'
import { makeRates } from './rates.ts'
import type { Rates } from './rates.ts'
import { readParams } from './read-params.ts'
import { makeSockets } from './sockets.ts'
import type { Sockets } from './sockets.ts'
import type { Team } from './team.ts'
import { botAuthor, makeWorld } from './world.ts'
import type { World } from './world.ts'
import { scopes } from '../oauth.ts'

export interface SlackSandbox extends ChatSandbox {
  /** For Socket Mode: an app that opens a socket with it gets all by the socket. */
  appToken: string
  signingSecret: string
}

const mostCalls = 5000

/** Slack, for as many workspaces as there are handles. */
export function makeSlackSandbox(options: ChatSandboxOptions): SlackSandbox {
  const { url, appUrl, clock } = options
  const world = makeWorld(options)
  const faults = makeFaults()
  const sockets = makeSockets(world)
  const deliveries = makeDeliveries(world, appUrl, faults, sockets)
  const rates = makeRates(clock)
  const calls: ReturnType<ChatSandbox['calls']> = []
  const prefix = new URL(url).pathname.replace(/\/$/, '')
  const teamOf = (id: string) => world.teamById(id) ?? world.team(id)

  function note(method: string, answer: { ok: boolean; error?: unknown }): void {
    calls.push({
      method,
      at: clock.now().getTime(),
      ok: answer.ok,
      ...(typeof answer.error === 'string' ? { error: answer.error } : {}),
    })
    if (calls.length > mostCalls) calls.shift()
  }

  async function api(request: Request, method: string): Promise<Response> {
    const params = await readParams(request)
    const response = await answerMethod({ world, faults, rates, sockets }, request, method, params)
    note(method, response.noted)
    return response.response
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const [, first = '', rest = ''] = /^\/([^/]+)\/?(.*)$/.exec(pathname.slice(prefix.length)) ?? []
    if (first === 'api') return api(request, rest)
    if (first === 'oauth' && rest === 'v2/authorize') return consentPage(world, searchParams)
    if (first === 'response') return useResponseUrl(world, rest, request, note)
    if (first === 'upload') return takeUpload(world, rest, request)
    if (first === 'files' || first === 'preview') return giveFile(world, first, rest, request)
    return new Response('Not found', { status: 404 })
  }

  return {
    fetch: answer,
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
    appToken: world.appToken,
    signingSecret: world.signingSecret,
    env: {
      SLACK_API_URL: `${url}/api/`,
      SLACK_CLIENT_ID: world.clientId,
      SLACK_CLIENT_SECRET: world.clientSecret,
      SLACK_SIGNING_SECRET: world.signingSecret,
    },
    workspace: (handle) => describe(world.team(handle)),
    act: (action) => act(world, deliveries, action),
    messages: (workspace, channel, user) => messagesOf(teamOf(workspace), channel, user, url),
    form(workspace, user) {
      const view = teamOf(workspace).modals.get(user)
      return view && drawForm(view)
    },
    fault(fault) {
      if (fault.kind === 'disconnect') sockets.cut()
      else faults.add(fault)
    },
    calls: () => [...calls],
    close() {
      deliveries.close()
      sockets.close()
      return Promise.resolve()
    },
  }
}

const describe = (team: Team): ChatSandboxWorkspace => ({
  externalId: team.id,
  name: team.name,
  credentials: { botToken: team.botToken, botUserId: team.botUserId, botId: team.botId },
  people: team.people.map(({ id, name, email }) => ({ id, name, email })),
  channels: team.channels.map(({ id, name }) => ({ id, name: `#${name}` })),
  direct: (user) => team.people.find(({ id }) => id === user)?.dm ?? '',
})

function messagesOf(team: Team, channel: string, user: string, url: string) {
  if (channel === homeChannel) {
    const home = team.homes.get(user)
    if (!home) return []
    const view = {
      channel,
      ts: home.hash.replace(/\.h$/, ''),
      from: botAuthor(team),
      text: '',
      edited: false,
      files: [],
    }
    return [{ ...drawMessage(team, { ...view, blocks: home.blocks }, url), id: homeChannel }]
  }
  return team.messages
    .filter((message) => message.channel === channel)
    .filter((message) => message.onlyUser === undefined || message.onlyUser === user)
    .map((message) => drawMessage(team, message, url))
}

interface Api {
  world: World
  faults: Faults
  rates: Rates
  sockets: Sockets
}

async function answerMethod(
  { world, faults, rates, sockets }: Api,
  request: Request,
  method: string,
  params: Params,
): Promise<{ response: Response; noted: { ok: boolean; error?: unknown } }> {
  const late = faults.take('delay', method)
  if (late) await new Promise((resolve) => setTimeout(resolve, late.ms))
  const limited = faults.take('rate_limit', method)
  if (limited) return tooMany(limited.retryAfterSeconds)
  if (faults.take('server_error', method)) {
    return {
      response: new Response('upstream connect error', { status: 503 }),
      noted: { ok: false, error: '503' },
    }
  }
  const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  const team = world.teamOfToken(token)
  if (faults.take('revoked', method) && team) team.revoked = true
  const wait = rates(
    team?.id ?? 'app',
    method,
    typeof params['channel'] === 'string' ? params['channel'] : undefined,
  )
  if (wait > 0) return tooMany(wait)
  const answer = run(world, sockets, method, params, token, team)
  if (faults.take('drop_answer', method)) {
    return { response: new Response(null, { status: droppedStatus }), noted: answer }
  }
  const headers = { 'x-oauth-scopes': scopes.join(',') }
  return { response: Response.json(answer, { headers }), noted: answer }
}

const tooMany = (seconds: number) => ({
  response: Response.json(no('ratelimited'), { status: 429, headers: { 'retry-after': String(seconds) } }),
  noted: { ok: false, error: 'ratelimited' },
})

function run(
  world: World,
  sockets: Sockets,
  method: string,
  params: Params,
  token: string,
  team: Team | undefined,
): Answer {
  if (method === 'oauth.v2.access') return exchangeCode(world, params)
  if (method === 'apps.connections.open') {
    return token === world.appToken ? { ok: true, url: sockets.open() } : no('invalid_auth')
  }
  const found = methods[method]
  if (!found) return no('unknown_method')
  if (!team) return no(token === '' ? 'not_authed' : 'invalid_auth')
  return team.revoked ? no('token_revoked') : found(world, team, params)
}

function exchangeCode(world: World, params: Params): Answer {
  const { client_id: id, client_secret: secret, code, redirect_uri: redirectUri } = params
  if (id !== world.clientId) return no('invalid_client_id')
  if (secret !== world.clientSecret) return no('bad_client_secret')
  const known = world.codes.get(String(code))
  if (!known) return no('invalid_code')
  world.codes.delete(String(code))
  if (known.redirectUri !== redirectUri) return no('bad_redirect_uri')
  const team = world.team(known.handle)
  team.revoked = false
  return {
    ok: true,
    access_token: team.botToken,
    token_type: 'bot',
    scope: scopes.join(','),
    bot_user_id: team.botUserId,
    app_id: world.appId,
    team: { id: team.id, name: team.name },
    enterprise: null,
    authed_user: { id: team.people[0]?.id },
    is_enterprise_install: false,
  }
}

async function useResponseUrl(
  world: World,
  id: string,
  request: Request,
  note: (method: string, answer: { ok: boolean; error?: unknown }) => void,
): Promise<Response> {
  const refuse = (error: string) => {
    note('response_url', { ok: false, error })
    return Response.json(no(error), { status: 404 })
  }
  const known = world.responses.get(id)
  if (!known || known.until < world.clock.now().getTime()) return refuse('expired_url')
  if (known.left <= 0) return refuse('used_url')
  const said = readMessageBody(await request.json())
  // It does not know whose app asks, so that it cannot show files of the app's.
  if (!said || said.blocks.some(({ slack_file: file }) => file !== undefined)) return refuse('invalid_blocks')
  known.left -= 1
  const { team, channel, user, thread } = known
  world.add(team, { channel, from: botAuthor(team), ...said, onlyUser: user, ...(thread ? { thread } : {}) })
  note('response_url', { ok: true })
  return new Response('ok')
}

async function takeUpload(world: World, id: string, request: Request): Promise<Response> {
  const upload = world.uploads.get(id)
  if (!upload) return new Response('Not found', { status: 404 })
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('multipart/')) {
    const [part] = [...(await request.formData()).values()].filter((value) => typeof value !== 'string')
    upload.bytes = part ? new Uint8Array(await part.arrayBuffer()) : new Uint8Array()
  } else upload.bytes = new Uint8Array(await request.arrayBuffer())
  return new Response(`OK - ${upload.bytes.byteLength}`)
}

/** Without the bot's token Slack answers with its sign-in page, and 200. */
function giveFile(world: World, kind: string, id: string, request: Request): Response {
  const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  const team = kind === 'preview' ? undefined : world.teamOfToken(token)
  const file = kind === 'preview' ? world.findFile(id) : team?.files.get(id)
  if (!file)
    return new Response('<!doctype html><title>Sign in to Slack</title>', {
      headers: { 'content-type': 'text/html' },
    })
  return new Response(Buffer.from(file.bytes), {
    headers: {
      'content-type': file.mime,
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment',
    },
  })
}
