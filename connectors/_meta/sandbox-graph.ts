import { exactJson } from '#contracts/exact-json.ts'
import { samplePicture } from '../_sandbox/sample-picture.ts'
import { sameText } from '../_sandbox/keyed.ts'
import { proofOf } from './graph.ts'
import { answerPublishing } from './sandbox-publish.ts'
import { answerTokens } from './sandbox-tokens.ts'
import { expired, graphError } from './sandbox-errors.ts'
import { answerMessages } from './sandbox-send.ts'
import {
  accountOfToken,
  loginOf,
  nameOf,
  nodeOf,
  usernameOf,
  type Login,
  type MetaWorld,
} from './sandbox-world.ts'

export const instagramHost = '/instagram-login'

/** Serves the Graph API on both of its hosts, and the pictures that customers send. */
export async function answerGraph(world: MetaWorld, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const prefix = new URL(world.options.url).pathname.replace(/\/$/, '')
  let path = url.pathname.slice(prefix.length)
  if (path.startsWith('/media/')) {
    return new Response(new Uint8Array(samplePicture(path)), { headers: { 'content-type': 'image/png' } })
  }
  const login: Login = path.startsWith(instagramHost) ? 'instagram' : 'facebook'
  if (login === 'instagram') path = path.slice(instagramHost.length)
  const [node = '', edge] = path.replace(/^\/(v\d+\.\d+\/)?/, '').split('/')
  const bearer = request.headers.get('authorization')?.replace(/^(Bearer|OAuth) /i, '')
  const token = bearer ?? url.searchParams.get('access_token') ?? (node === 'oauth' ? 'app' : null)
  if (!token) return graphError(104, 'An access token is required to request this resource.')
  if (node === 'oauth' || token.startsWith('EAAUser'))
    return answerTokens(world, [node, edge].join('/'), token, url)
  if (node === 'debug_token') return answerDebug(world, token, url.searchParams.get('input_token') ?? '')
  const account = accountOfToken(world, token, login)
  if (account === undefined) return graphError(190, 'Invalid OAuth access token.', { status: 401 })
  const proof = url.searchParams.get('appsecret_proof')
  if (proof === null || !sameText(proof, proofOf(token, world.app[login].secret))) {
    return graphError(100, 'Invalid appsecret_proof provided in the API argument')
  }
  return answerNode(world, account, { request, url, node, edge })
}

export interface Asked {
  request: Request
  url: URL
  node: string
  edge: string | undefined
}

async function answerNode(world: MetaWorld, account: string, asked: Asked): Promise<Response> {
  const { request, url, node, edge } = asked
  const own = node === 'me' || node === nodeOf(world, account)
  if (world.flavour !== 'messenger') {
    const published = await answerPublishing(world, account, asked, own)
    if (published) return published
  }
  if (edge === undefined && request.method === 'GET') {
    const fields = splitFields(url.searchParams.get('fields'))
    if (own) return answerSelf(world, account, fields)
    return answerProfile(world, node, fields)
  }
  if (!own) return graphError(100, `Object with ID '${node}' does not exist`, { subcode: 33 })
  if (edge === 'subscribed_apps') return answerSubscription(world, account, request.method, url)
  if (edge === 'messages' && request.method === 'POST') {
    return answerMessages(world, account, await readBody(request))
  }
  return graphError(100, `Unsupported ${request.method.toLowerCase()} request`, { subcode: 33 })
}

function answerSelf(world: MetaWorld, account: string, fields: string[]): Response {
  if (world.faults.take(account, 'expire_token')) return expired()
  const username = usernameOf(world, account)
  const name = nameOf(world, account)
  const direct = loginOf(world, account) === 'instagram'
  const all: Record<string, unknown> = direct
    ? { id: `9${account.slice(1)}`, user_id: account, username, name, account_type: 'BUSINESS' }
    : { id: nodeOf(world, account), name, category: 'Shop' }
  if (world.flavour === 'instagram' && !direct) {
    all['instagram_business_account'] = { id: account, username }
  }
  return pick(all, fields)
}

/** Asking for a field that a node does not have is an error. */
function pick(all: Record<string, unknown>, fields: string[]): Response {
  const missing = fields.find((field) => !(field in all))
  if (missing !== undefined) return graphError(100, `Tried accessing nonexisting field (${missing})`)
  return Response.json({ ...Object.fromEntries(fields.map((field) => [field, all[field]])), id: all['id'] })
}

function answerProfile(world: MetaWorld, id: string, fields: string[]): Response {
  const person = world.people.get(id)
  if (!person) return graphError(100, `Object with ID '${id}' does not exist`, { subcode: 33 })
  const [first, ...rest] = person.name.split(' ')
  const common = { id, name: person.name, profile_pic: `${world.options.url}/media/person-${id}.png` }
  const all =
    world.flavour === 'messenger'
      ? { ...common, first_name: first, last_name: rest.join(' ') }
      : { ...common, username: person.username ?? id, follower_count: 120, is_user_follow_business: true }
  return pick(all, fields)
}

const splitFields = (fields: string | null) =>
  (fields ?? 'id')
    .replace(/\{[^}]*\}/g, '')
    .split(',')
    .filter((field) => field !== '')

function answerSubscription(world: MetaWorld, account: string, method: string, url: URL): Response {
  if (method === 'POST') {
    if (!url.searchParams.get('subscribed_fields')) {
      return graphError(100, 'The parameter subscribed_fields is required.')
    }
    world.unsubscribed.delete(account)
    return Response.json({ success: true })
  }
  if (method === 'DELETE') {
    world.unsubscribed.add(account)
    return Response.json({ success: true })
  }
  const app = { id: world.app.facebook.id, name: 'Sandbox app', subscribed_fields: ['messages'] }
  return Response.json({ data: world.unsubscribed.has(account) ? [] : [app] })
}

function answerDebug(world: MetaWorld, token: string, input: string): Response {
  const { id, secret } = world.app.facebook
  if (!sameText(token, `${id}|${secret}`)) {
    return graphError(190, 'Invalid OAuth access token signature.')
  }
  const account = accountOfToken(world, input, 'facebook')
  const scopes = ['pages_messaging', 'pages_manage_metadata', 'instagram_basic', 'instagram_manage_messages']
  const valid = account !== undefined
  return Response.json({
    data: { app_id: id, type: 'PAGE', is_valid: valid, expires_at: 0, scopes: valid ? scopes : [] },
  })
}

/** JSON, or a form whose fields are JSON in turn. */
async function readBody(request: Request): Promise<unknown> {
  if (!request.headers.get('content-type')?.includes('form')) return exactJson(await request.text())
  const form = await request.formData()
  return Object.fromEntries(
    [...form].map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('{') ? exactJson(value) : value,
    ]),
  )
}
