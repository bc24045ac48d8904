import { derive, sameText } from '../_sandbox/keyed.ts'
import { graphError } from './sandbox-errors.ts'
import { accountOf, nameOf, tokenOf } from './sandbox-world.ts'
import type { MetaWorld } from './sandbox-world.ts'

/** Pages that the one person of this sandbox manages. */
const handles = ['shop', 'outlet']

/** A person's token as the token tool shows it: an hour long, of no Page. */
export const userToken = (world: MetaWorld) =>
  `EAAUser${derive(world.options.secret, 'user token').toString('hex').slice(0, 40)}`
const longUserToken = (world: MetaWorld) => `${userToken(world)}Long`

/** Exchange for a long-lived token, and the Pages of the person with tokens that do not end by date. */
export function answerTokens(world: MetaWorld, path: string, token: string, url: URL): Response {
  const { id, secret } = world.app.facebook
  const query = url.searchParams
  if (path === 'oauth/access_token') {
    const fits = query.get('client_id') === id && sameText(query.get('client_secret') ?? '', secret)
    if (!fits) return graphError(101, 'Error validating application.')
    if (query.get('fb_exchange_token') !== userToken(world))
      return graphError(190, 'Invalid OAuth access token.')
    return Response.json({ access_token: longUserToken(world), token_type: 'bearer', expires_in: 5_184_000 })
  }
  if (token !== userToken(world) && token !== longUserToken(world))
    return graphError(190, 'Invalid OAuth access token.', { status: 401 })
  if (path === 'me/accounts') {
    const data = handles.map((handle) => {
      const account = accountOf(world, handle)
      world.names.set(account, handle)
      return { id: account, name: nameOf(world, account), access_token: tokenOf(world, account) }
    })
    return Response.json({ data })
  }
  return graphError(100, 'Tried accessing nonexisting field (category) on node type (User)')
}
