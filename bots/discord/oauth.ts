import { z } from 'zod'
import { ConnectorError } from '#contracts/connector.ts'
import type { OAuthFlow } from '#contracts/oauth.ts'
import type { ConnectedWorkspace } from '#contracts/surface.ts'
import { failureOf } from './failures.ts'
import { apiUrlOf, applicationOf } from './rest.ts'
import type { RestOf } from './rest.ts'

/** Look into channels, write, link, attach, read on, open threads and write there. */
const permissionBits = [10, 11, 14, 15, 16, 35, 38]
export const permissions = String(permissionBits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n))

const granted = z.object({
  guild: z.object({ id: z.string(), name: z.string().default('') }).optional(),
})

/**
 * The invite is the whole of OAuth: what Discord gives for the code says which server the bot was let into. The
 * `guild_id` of the return address would say so too, but anybody can type one there.
 */
export const makeOAuth = (restOf: RestOf): OAuthFlow<ConnectedWorkspace> => ({
  needs: ['DISCORD_CLIENT_SECRET'],
  pkce: false,
  authorizeUrl(io, { redirectUri, state }) {
    const query = new URLSearchParams({
      client_id: applicationOf(io.env),
      scope: 'bot applications.commands identify',
      permissions,
      response_type: 'code',
      redirect_uri: redirectUri,
      state,
    })
    return `${apiUrlOf(io.env).replace(/\/api$/, '')}/oauth2/authorize?${query.toString()}`
  },
  async exchange(io, { code, redirectUri }) {
    const rest = await restOf(io)
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: applicationOf(io.env),
      client_secret: io.env['DISCORD_CLIENT_SECRET'] ?? '',
    })
    const answer = await rest
      .post('/oauth2/token', { body, passThroughBody: true, auth: false })
      .catch((error: unknown) => {
        const { kind, message } = failureOf(error, io.clock.now(), false)
        const known = kind === 'unavailable' || kind === 'auth_expired' ? kind : 'rejected'
        throw new ConnectorError(known, `${message} Start again from Parley.`, { cause: error })
      })
    const { guild } = granted.parse(answer)
    if (!guild) throw new ConnectorError('rejected', 'Choose a server for the bot. Start again from Parley.')
    return [{ externalId: guild.id, name: guild.name || guild.id, credentials: {}, settings: {} }]
  },
})
