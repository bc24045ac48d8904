import { invalidRequest, json } from './sandbox-answer.ts'
import type { XWorld } from './sandbox-world.ts'

const accessSeconds = 7200

/** The consent page and the token endpoint. */
export async function answerOAuth(
  world: XWorld,
  path: string,
  request: Request,
  options: { clientId: string; now: number },
): Promise<Response> {
  return path.endsWith('authorize')
    ? consent(world, new URL(request.url).searchParams, options)
    : token(world, new URLSearchParams(await request.text()), request, options)
}

function consent(
  world: XWorld,
  query: URLSearchParams,
  { clientId, now }: { clientId: string; now: number },
) {
  const redirectUri = query.get('redirect_uri') ?? ''
  const fits =
    query.get('client_id') === clientId &&
    query.get('response_type') === 'code' &&
    query.get('code_challenge_method') === 'S256' &&
    URL.canParse(redirectUri)
  if (!fits) return invalidRequest('Value passed for the authorization request was invalid.')
  const link = (handle: string) => {
    const back = new URL(redirectUri)
    back.searchParams.set('state', query.get('state') ?? '')
    back.searchParams.set('code', world.giveCode(handle, query.get('code_challenge') ?? '', redirectUri, now))
    return back.href
  }
  const refuse = new URL(redirectUri)
  refuse.searchParams.set('state', query.get('state') ?? '')
  refuse.searchParams.set('error', 'access_denied')
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Authorize Parley (sandbox)</title>
<meta name="viewport" content="width=device-width"><body style="font:16px system-ui;margin:3rem auto;max-width:28rem">
<h1 style="font-size:1.3rem">Parley wants to post as you on X</h1><p>This is the sandbox: nothing leaves this machine.</p>
${['shop', 'shop_news'].map((handle) => `<p><a href="${escape(link(handle))}">Authorize as @${handle}</a></p>`).join('\n')}
<p><a href="${escape(refuse.href)}">Cancel</a></p></body></html>`
  return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}

function token(
  world: XWorld,
  form: URLSearchParams,
  request: Request,
  { clientId, now }: { clientId: string; now: number },
) {
  const basic = /^Basic (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
  const [id] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  if (id !== clientId) return json(401, { error: 'invalid_client', error_description: 'Unknown client.' })
  const dead = (what: string) =>
    json(400, { error: 'invalid_grant', error_description: `Value passed for the ${what} was invalid.` })
  if (form.get('grant_type') === 'authorization_code') {
    const {
      code = '',
      code_verifier: verifier = '',
      redirect_uri: redirectUri = '',
    } = Object.fromEntries(form)
    const handle = world.takeCode(code, verifier, redirectUri, now)
    return handle === undefined ? dead('authorization code') : give(world, handle)
  }
  const account = world.holder('refresh', form.get('refresh_token') ?? '')
  if (!account) return dead('token')
  account.generation += 1
  return give(world, world.handleOf(account))
}

function give(world: XWorld, handle: string): Response {
  const { accessToken, refreshToken } = world.tokens(handle)
  return json(200, {
    token_type: 'bearer',
    expires_in: accessSeconds,
    access_token: accessToken,
    refresh_token: refreshToken,
    scope: 'tweet.read tweet.write users.read media.write offline.access',
  })
}
