import { ConnectorError } from '#contracts/connector.ts'
import type { OAuthFlow, OAuthIo } from '#contracts/oauth.ts'
import { ChatError } from '#contracts/surface.ts'
import type { ConnectedWorkspace } from '#contracts/surface.ts'
import { apiUrlOf, makeClient } from './client.ts'
import { failureOf } from './failures.ts'

export const scopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'users:read',
  'users:read.email',
] as const

/** Comes back from us instead of Slack where the operator gave one workspace's token. */
const ownTokenCode = 'bot_token'

const usesOwnToken = (env: OAuthIo['env']): boolean =>
  !env['SLACK_CLIENT_ID'] && Boolean(env['SLACK_BOT_TOKEN'])

export const oauth: OAuthFlow<ConnectedWorkspace> = {
  needs: [],
  pkce: false,
  authorizeUrl(io, { redirectUri, state }) {
    if (usesOwnToken(io.env)) {
      return `${redirectUri}?${new URLSearchParams({ code: ownTokenCode, state }).toString()}`
    }
    const query = new URLSearchParams({
      client_id: io.env['SLACK_CLIENT_ID'] ?? '',
      scope: scopes.join(','),
      redirect_uri: redirectUri,
      state,
    })
    return `${new URL('../oauth/v2/authorize', apiUrlOf(io.env)).toString()}?${query.toString()}`
  },
  async exchange(io, { code, redirectUri }) {
    try {
      const token =
        usesOwnToken(io.env) && code === ownTokenCode
          ? io.env['SLACK_BOT_TOKEN']
          : await tokenFor(io, code, redirectUri)
      return [await describeWorkspace(io, token ?? '')]
    } catch (error) {
      throw asConnectorError(error, io.clock.now())
    }
  },
}

async function tokenFor(io: OAuthIo, code: string, redirectUri: string): Promise<string> {
  const client = await makeClient(io, undefined)
  const granted = await client.oauth.v2.access({
    client_id: io.env['SLACK_CLIENT_ID'] ?? '',
    client_secret: io.env['SLACK_CLIENT_SECRET'] ?? '',
    code,
    redirect_uri: redirectUri,
  })
  if (granted.is_enterprise_install) {
    throw new ConnectorError(
      'rejected',
      'Please install Parley into one workspace, not the whole organisation.',
    )
  }
  if (granted.refresh_token) {
    throw new ConnectorError(
      'rejected',
      'This Slack app has token rotation on, which Parley does not use. Turn it off and connect again.',
    )
  }
  return granted.access_token ?? ''
}

/** The workspace that a bot token belongs to. */
async function describeWorkspace(
  io: Pick<OAuthIo, 'env' | 'log'>,
  token: string,
): Promise<ConnectedWorkspace> {
  const client = await makeClient(io, token)
  const who = await client.auth.test()
  if (!who.team_id || !who.bot_id || !who.user_id) {
    throw new ConnectorError('rejected', 'This is not the token of a bot in a workspace.')
  }
  return {
    externalId: who.team_id,
    name: who.team ?? who.team_id,
    credentials: { botToken: token, botUserId: who.user_id, botId: who.bot_id },
    settings: { address: who.url ?? '' },
  }
}

function asConnectorError(error: unknown, now: Date): ConnectorError {
  if (error instanceof ConnectorError) return error
  const failure = error instanceof ChatError ? error : failureOf(error, now, false)
  return new ConnectorError(
    failure.kind === 'auth_expired'
      ? 'auth_expired'
      : failure.kind === 'unavailable'
        ? 'unavailable'
        : 'rejected',
    `${failure.message} Start again from Parley.`,
    { cause: error },
  )
}
