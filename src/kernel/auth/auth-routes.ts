import { z } from 'zod'
import type { Limiter, LimitRule } from '../limiter.ts'
import { authPath } from './better-auth.ts'
import type { BetterAuth } from './better-auth.ts'

const minuteMs = 60_000
const maxBodyCharacters = 10_000
const email = z.string().trim().toLowerCase().max(254)

interface Route {
  method: 'GET' | 'POST'
  /** Only these fields reach better-auth: no addresses to be sent to. */
  body?: z.ZodObject
  perAddress?: LimitRule
  perEmail?: LimitRule
  /** It sends mail, so there must be a way to send it. */
  mails?: boolean
}

/** All that is reachable. better-auth has many more endpoints; those answer 404. */
const routes: Record<string, Route> = {
  '/sign-in/email': {
    method: 'POST',
    body: z.object({ email, password: z.string().max(1_000), rememberMe: z.boolean().optional() }),
    perAddress: { points: 30, perMs: 5 * minuteMs },
    perEmail: { points: 10, perMs: 5 * minuteMs },
  },
  '/sign-in/magic-link': {
    method: 'POST',
    body: z.object({ email }),
    perAddress: { points: 20, perMs: 15 * minuteMs },
    perEmail: { points: 5, perMs: 15 * minuteMs },
    mails: true,
  },
  '/magic-link/verify': {
    method: 'POST',
    body: z.object({ token: z.string().min(1).max(200) }),
    perAddress: { points: 30, perMs: 5 * minuteMs },
  },
  '/request-password-reset': {
    method: 'POST',
    body: z.object({ email }),
    perAddress: { points: 20, perMs: 15 * minuteMs },
    perEmail: { points: 5, perMs: 15 * minuteMs },
    mails: true,
  },
  '/reset-password': {
    method: 'POST',
    body: z.object({ token: z.string().min(1).max(200), newPassword: z.string().max(1_000) }),
    perAddress: { points: 30, perMs: 5 * minuteMs },
  },
  '/sign-out': { method: 'POST', body: z.object({}) },
  '/get-session': { method: 'GET' },
}

export interface AuthRoutesOptions {
  auth: BetterAuth
  limiter: Limiter
  publicUrl: string
  canMail: boolean
  trustsOrigin(origin: string, host: string | null): boolean
}

/** @param address where the request came from, when known: sign-in is limited by it. */
export async function handleAuth(
  options: AuthRoutesOptions,
  request: Request,
  address: string | undefined,
): Promise<Response> {
  const path = new URL(request.url).pathname.slice(authPath.length)
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined
  if (!route || route.method !== request.method)
    return refusal(404, 'not_found', 'There is nothing at this address.')
  if (route.method === 'GET')
    return withoutToken(
      await options.auth.handler(inner(options, request, `${path}?disableCookieCache=true`)),
    )

  const foreign = refuseForeign(options, request)
  if (foreign) return foreign
  const body = await readBody(route, request)
  if (!body)
    return refusal(
      400,
      'INVALID_BODY',
      'Something is missing in what was sent. Reload the page and try again.',
    )
  const limited = await takeLimits(options.limiter, path, route, address, body['email'])
  if (limited) return limited
  if (route.mails && !options.canMail) {
    return refusal(
      412,
      'precondition',
      'Mail is not set up here. Ask whoever runs Parley for a sign-in link.',
    )
  }
  if (path === '/magic-link/verify') return verifyLink(options, request, String(body['token']))
  return withoutToken(await options.auth.handler(inner(options, request, path, body)))
}

/** better-auth verifies by GET; a mail scanner opens links, so only our page's button may. */
async function verifyLink(options: AuthRoutesOptions, request: Request, token: string): Promise<Response> {
  const answer = await options.auth.handler(
    inner(options, request, `/magic-link/verify?token=${encodeURIComponent(token)}`),
  )
  if (answer.ok) return withoutToken(answer)
  if (answer.status >= 500)
    return refusal(500, 'internal', 'Something went wrong on our side. Please try again.')
  return refusal(400, 'INVALID_TOKEN', 'This link was used, or is too old. Ask for a new one.')
}

function refuseForeign(options: AuthRoutesOptions, request: Request): Response | undefined {
  const origin = request.headers.get('origin')
  const mayLack = !request.headers.has('cookie')
  if (origin === null ? mayLack : options.trustsOrigin(origin, request.headers.get('host'))) return undefined
  return refusal(403, 'forbidden', 'This request did not come from Parley itself, so it was not carried out.')
}

async function readBody(route: Route, request: Request): Promise<Record<string, unknown> | undefined> {
  const text = await request.text()
  if (text.length > maxBodyCharacters) return undefined
  let json: unknown
  try {
    json = text === '' ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
  // A form of a foreign page cannot send this type without asking first.
  if (text !== '' && !request.headers.get('content-type')?.startsWith('application/json')) return undefined
  const parsed = route.body?.safeParse(json)
  return parsed?.success ? parsed.data : undefined
}

async function takeLimits(
  limiter: Limiter,
  path: string,
  route: Route,
  address: string | undefined,
  mail: unknown,
): Promise<Response | undefined> {
  const takes: Array<[string, LimitRule]> = []
  if (route.perAddress && address) takes.push([`auth${path}:address:${address}`, route.perAddress])
  if (route.perEmail && typeof mail === 'string') takes.push([`auth${path}:email:${mail}`, route.perEmail])
  for (const [key, rule] of takes) {
    const taken = await limiter.take(key, rule)
    if (!taken.ok)
      return refusal(429, 'limit', 'Too many tries. Wait a little, then try again.', taken.retryAt)
  }
  return undefined
}

/** The request as better-auth sees it: our address, our Origin (checked above), the browser's cookies. */
function inner(options: AuthRoutesOptions, request: Request, path: string, body?: object): Request {
  const headers = new Headers({ origin: new URL(options.publicUrl).origin })
  for (const name of ['cookie', 'user-agent']) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  if (body) headers.set('content-type', 'application/json')
  return new Request(`${options.publicUrl}${authPath}${path}`, {
    method: body ? 'POST' : 'GET',
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

/** The session's token belongs in the httpOnly cookie only, where no script can read it. */
async function withoutToken(answer: Response): Promise<Response> {
  const text = await answer.text()
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie)
  const hidden = (key: string, value: unknown) => (key === 'token' ? undefined : value)
  const body = text === '' ? 'null' : JSON.stringify(JSON.parse(text, hidden))
  return new Response(body, { status: answer.status, headers })
}

function refusal(status: number, code: string, message: string, retryAt?: Date): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (retryAt)
    headers.set('retry-after', String(Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000))))
  return Response.json({ code, message }, { status, headers })
}
