import { ConnectorError } from '#contracts/connector.ts'
import type { ChannelIo, ConnectedAccount, HealthCheck } from '#contracts/connector.ts'
import type { OAuthFlow, OAuthIo } from '#contracts/oauth.ts'
import { callX } from './client.ts'
import { meAnswer, tokenAnswer } from './schema.ts'

const scopes = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access']

/** OAuth 2.0 with PKCE. A code lives 30 s; refresh tokens rotate on use. Source: X docs, 2026-08. */
export const oauth: OAuthFlow<ConnectedAccount> = {
  needs: ['X_CLIENT_ID'],
  pkce: true,
  authorizeUrl(io, { redirectUri, state, challenge }) {
    const url = new URL(io.env['X_AUTHORIZE_URL'] || 'https://x.com/i/oauth2/authorize')
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: io.env['X_CLIENT_ID'] ?? '',
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).toString()
    return url.href
  },
  async exchange(io, { code, redirectUri, verifier }) {
    const token = await askToken(io, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    })
    return [await accountOf(io, token.accessToken, token.refreshToken, token.expiresAt)]
  },
}

interface Token {
  accessToken: string
  refreshToken: string | undefined
  expiresAt: Date | undefined
}

async function askToken(io: OAuthIo, form: Record<string, string>): Promise<Token> {
  const id = io.env['X_CLIENT_ID'] ?? ''
  const secret = io.env['X_CLIENT_SECRET']
  const basic = secret
    ? { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
    : undefined
  const answer = await callX(io, undefined, '/2/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({ ...form, ...(secret ? {} : { client_id: id }) }),
    schema: tokenAnswer,
    ...(basic ? { headers: basic } : {}),
  })
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: answer.expires_in ? new Date(io.clock.now().getTime() + answer.expires_in * 1000) : undefined,
  }
}

async function accountOf(
  io: OAuthIo,
  accessToken: string,
  refreshToken: string | undefined,
  expiresAt: Date | undefined,
): Promise<ConnectedAccount> {
  const { data } = await callX(io, accessToken, '/2/users/me', { schema: meAnswer })
  return {
    externalId: data.id,
    name: `@${data.username}`,
    credentials: { accessToken, ...(refreshToken ? { refreshToken } : {}) },
    settings: { username: data.username, displayName: data.name },
    ...(expiresAt ? { tokenExpiresAt: expiresAt } : {}),
  }
}

/** With tokens of the developer's own, where no consent page is set up. */
export function connect(io: OAuthIo, input: Record<string, string>): Promise<ConnectedAccount> {
  const { accessToken = '', refreshToken } = input
  return accountOf(io, accessToken.trim(), refreshToken?.trim() || undefined, undefined)
}

export async function refresh(io: ChannelIo) {
  const { refreshToken } = io.credentials
  if (!refreshToken)
    throw new ConnectorError('auth_expired', 'X gave no token to renew. Connect the account again.')
  const token = await askToken(io, { grant_type: 'refresh_token', refresh_token: refreshToken })
  return {
    credentials: {
      ...io.credentials,
      accessToken: token.accessToken,
      // Where none comes back the old one lives on.
      refreshToken: token.refreshToken ?? refreshToken,
    },
    ...(token.expiresAt ? { expiresAt: token.expiresAt } : {}),
  }
}

export async function health(io: ChannelIo): Promise<HealthCheck[]> {
  try {
    const { data } = await callX(io, io.credentials['accessToken'], '/2/users/me', { schema: meAnswer })
    return [{ name: 'Token', ok: true, detail: `Works as @${data.username}.` }]
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return [{ name: 'Token', ok: false, detail: error.message }]
  }
}
