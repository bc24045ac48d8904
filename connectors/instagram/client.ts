import type { ChannelIo, ConnectorIo } from '#contracts/connector.ts'
import type { Graph } from '../_meta/graph.ts'
import { instagramSettings } from './schema.ts'

export type Login = 'instagram' | 'facebook'

/** Tokens of Facebook start with EAA, those of Instagram with IG. */
export const loginOf = (token: string): Login => (token.startsWith('EAA') ? 'facebook' : 'instagram')

export function graphOf({ env }: Pick<ConnectorIo, 'env'>, login: Login, token: string): Graph {
  const vendor = 'Instagram'
  if (login === 'facebook') {
    const baseUrl = env['META_GRAPH_URL'] || 'https://graph.facebook.com'
    return { vendor, baseUrl, token, appSecret: env['META_APP_SECRET'] }
  }
  const baseUrl = env['INSTAGRAM_GRAPH_URL'] || 'https://graph.instagram.com'
  return { vendor, baseUrl, token, appSecret: env['INSTAGRAM_APP_SECRET'] }
}

/** Where this channel's calls go, and the node they are made on. */
export function reach(io: ChannelIo): { graph: Graph; node: string; login: Login } {
  const { login, pageId } = instagramSettings.parse(io.channel.settings)
  const graph = graphOf(io, login, io.credentials['token'] ?? '')
  const node = login === 'facebook' && pageId !== undefined ? pageId : io.channel.externalId
  return { graph, node, login }
}
