import { setTimeout as wait } from 'node:timers/promises'
import { dropConnection } from '#contracts/sandbox.ts'
import type { MakeSandbox } from '#contracts/sandbox.ts'
import { invalid } from '#kernel/errors.ts'
import { htmlPage, makeFaults, refusals } from '../_sandbox/faults.ts'
import type { Faults } from '../_sandbox/faults.ts'
import { json, problem, unauthorized } from './sandbox-answer.ts'
import { answerPosts, levelOf } from './sandbox-figures.ts'
import { answerMedia } from './sandbox-media.ts'
import { answerOAuth } from './sandbox-oauth.ts'
import { createPost, timeline } from './sandbox-posts.ts'
import { makeXWorld } from './sandbox-world.ts'
import type { XAccount } from './sandbox-world.ts'

/** X's API v2: consent page, tokens that rotate, chunked media, posts, own timeline. */
export const makeXSandbox: MakeSandbox = ({ url, secret, clock }) => {
  const world = makeXWorld(secret)
  const faults = makeFaults()
  const prefix = new URL(url).pathname.replace(/\/$/, '')
  const clientId = 'parley-sandbox'

  async function answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.slice(prefix.length)
    if (path === '/i/oauth2/authorize' || path === '/2/oauth2/token') {
      const { refused, lost } = ordered(faults, '', path, false)
      if (refused) return refused
      const response = await answerOAuth(world, path, request, { clientId, now: clock.now().getTime() })
      return lost ? dropConnection() : response
    }
    const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    const account = world.holder('access', token)
    if (!account) return unauthorized()
    const slow = faults.take(account.id, 'delay')
    if (slow) await wait(slow.ms)
    const { refused, lost } = ordered(faults, account.id, path, path === '/2/tweets')
    if (refused) return refused
    const response = await act(account, path, request)
    return lost ? dropConnection() : response
  }

  async function act(account: XAccount, path: string, request: Request): Promise<Response> {
    const query = new URL(request.url).searchParams
    if (path === '/2/users/me')
      return json(200, {
        data: {
          id: account.id,
          name: account.username,
          username: account.username,
          ...(query.get('user.fields') === 'public_metrics' ? levelOf(world, account, clock.now()) : {}),
        },
      })
    if (path === '/2/tweets' && request.method === 'GET')
      return answerPosts({ world, faults, account, query, now: clock.now() })
    if (path === '/2/tweets' && request.method === 'POST')
      return createPost(account, Object(await request.json().catch(() => ({}))), clock.now())
    const [, user] = /^\/2\/users\/(\d+)\/tweets$/.exec(path) ?? []
    if (user) return user === account.id ? timeline(account, query) : problem(403, 'Forbidden', 'Not yours')
    const [, gone] = /^\/2\/tweets\/(\d+)$/.exec(path) ?? []
    if (gone && request.method === 'DELETE') {
      account.posts = account.posts.filter((post) => post.id !== gone)
      account.gone.add(gone)
      return json(200, { data: { deleted: true } })
    }
    if (path.startsWith('/2/media/')) {
      const asks = request.method === 'GET'
      const neverReady = asks && faults.take(account.id, 'never_ready') !== undefined
      return answerMedia(account, path, request, { neverReady })
    }
    return problem(404, 'Not Found', `No such path: ${path}`)
  }

  return {
    fetch: answer,
    env: {
      X_API_URL: url,
      X_AUTHORIZE_URL: `${url}/i/oauth2/authorize`,
      X_CLIENT_ID: clientId,
      X_CLIENT_SECRET: 'sandbox',
    },
    account(handle) {
      return { externalId: world.account(handle).id, form: world.tokens(handle) }
    },
    act() {
      return Promise.reject(invalid('Nobody writes to us on X here: this channel only publishes.'))
    },
    transcript: () => [],
    fault: (fault) => faults.add(fault),
    creates: (id) => countByText(world.byId(id)?.posts ?? []),
    posts: (id) => world.byId(id)?.posts ?? [],
    count: (id, figures, of) => world.figures.set(id, figures, of),
  }
}

/** What X's edge answers before it does anything. */
function refusal(kind: string | undefined, retryAfterSeconds = 60): Response | undefined {
  switch (kind) {
    case 'rate_limit': {
      const reset = Math.floor(Date.now() / 1000) + retryAfterSeconds
      const response = problem(429, 'Too Many Requests', 'Too Many Requests')
      response.headers.set('x-rate-limit-reset', String(reset))
      return response
    }
    case 'server_error':
      return problem(503, 'Service Unavailable', 'Service Unavailable')
    case 'html_page':
      return htmlPage()
    case 'expire_token':
      return unauthorized()
    default:
      return undefined
  }
}

/** What was ordered for this call: an answer in place of the work, or that its answer gets lost. */
function ordered(faults: Faults, account: string, path: string, mayLose: boolean) {
  const then = faults.onCall(account, path)
  if (then === 'drop_answer') return { lost: true }
  if (then) return { refused: refusal(then) }
  const general = faults.take(account, ...refusals)
  if (general)
    return { refused: refusal(general.kind, 'retryAfterSeconds' in general ? general.retryAfterSeconds : 60) }
  return { lost: mayLose && faults.take(account, 'drop_answer') !== undefined }
}

function countByText(posts: ReadonlyArray<{ text: string }>) {
  const counts = new Map<string, number>()
  for (const { text } of posts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, times]) => ({ to: '', text, times }))
}
